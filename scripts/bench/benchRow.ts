/** One line of the table. Empty strings where a column does not apply. */
export interface BenchRow {
  readonly measured: string;
  readonly earshot: string;
  /** What Earshot is compared with, and its figure. */
  readonly comparison: string;
  readonly ratio: string;
  /** Only stated for what the design promises; a target that is missed is shown, never an error. */
  readonly target: { readonly text: string; readonly met: boolean } | null;
}
