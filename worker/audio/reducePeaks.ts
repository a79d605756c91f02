/** The same waveform in `count` bins, each the loudest of those it covers; bins repeat where there are fewer. */
export function reducePeaks(peaks: Uint8Array, count: number): Uint8Array {
  const reduced = new Uint8Array(count);
  for (let index = 0; index < count; index += 1) {
    const from = Math.floor((index * peaks.length) / count);
    const to = Math.max(from + 1, Math.floor(((index + 1) * peaks.length) / count));
    for (let bin = from; bin < to; bin += 1) {
      reduced[index] = Math.max(reduced[index] ?? 0, peaks[bin] ?? 0);
    }
  }
  return reduced;
}
