/** White space and control characters become single spaces, so that text cannot break the lines of a format. */
export function toOneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}
