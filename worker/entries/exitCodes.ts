/** What the process ends with; documented in docs/cli.md. */
export const EXIT_CODES = {
  ok: 0,
  failed: 1,
  usage: 2,
  canceled: 3,
  /** Some of several files. */
  partlyFailed: 4,
} as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];
