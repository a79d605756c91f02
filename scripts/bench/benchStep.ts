import type { BenchRow } from './benchRow.ts';

/** One measurement: a heading of the table with its rows. */
export interface BenchStep {
  /** What `--only` takes. */
  readonly name: string;
  readonly title: string;
  /** How it was measured, in a sentence or two. */
  readonly method: string;
  /** `tell` says on the terminal what is being done. */
  readonly run: (tell: (text: string) => void) => Promise<readonly BenchRow[]>;
}
