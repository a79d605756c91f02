/**
 * A name as it can be shown on a line: names of files may hold control characters, which would break the line or, on a
 * terminal, change colors, move the cursor and rename the window.
 */
export function toPrintable(name: string): string {
  return name.replace(/\p{Cc}/gu, '\uFFFD');
}
