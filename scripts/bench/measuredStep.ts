import type { BenchRow, BenchStep } from './benchRow.ts';

export interface MeasuredStep {
  readonly step: BenchStep;
  readonly rows: readonly BenchRow[];
}

export const COLUMNS = ['', 'Earshot', 'compared with', 'ratio', 'target'] as const;

/** The cells of a row under `COLUMNS`. */
export function toCells({ measured, earshot, comparison, ratio, target }: BenchRow): readonly string[] {
  const verdict = target === null ? '' : `${target.text}: ${target.met ? 'met' : 'missed'}`;
  return [measured, earshot, comparison, ratio, verdict];
}
