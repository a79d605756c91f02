/** The system's name of a failed file operation (`ENOENT`, `EACCES`, ...); null for any other error. */
export function errnoOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
