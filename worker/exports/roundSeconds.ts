/** Times in files for other programs, in whole milliseconds: sums of floating-point numbers have many more digits. */
export function roundSeconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
