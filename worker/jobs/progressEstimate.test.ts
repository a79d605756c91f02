import { expect, it } from 'vitest';
import { estimateProgress } from './progressEstimate.ts';
import type { ProgressHistory, ProgressReport } from './progressEstimate.ts';

type Step = readonly [atSeconds: number, report: Partial<ProgressReport>];

/** Shows what each report of a run leads to. */
function run(steps: readonly Step[]) {
  let history: ProgressHistory = [];
  let floor = 0;
  return steps.map(([atSeconds, report]) => {
    const estimate = estimateProgress(
      history,
      { fraction: 0, stage: 'recognize', processedSeconds: null, totalSeconds: null, ...report },
      { nowMs: atSeconds * 1000, floor },
    );
    history = estimate.history;
    floor = estimate.progress.fraction;
    return { ...estimate.progress, samples: history.length };
  });
}

const media = (processedSeconds: number): Partial<ProgressReport> => ({
  processedSeconds,
  totalSeconds: 600,
  fraction: processedSeconds / 600,
});

it('knows speed and time left from the second report on', () => {
  expect(
    run([
      [0, media(0)],
      [10, media(80)],
      [20, media(160)],
    ]),
  ).toMatchObject([
    { fraction: 0, speed: null, remainingSeconds: null },
    { fraction: 80 / 600, speed: 8, remainingSeconds: 65 },
    { fraction: 160 / 600, speed: 8, remainingSeconds: 55 },
  ]);
});

it('counts from the checkpoint when a job goes on', () => {
  expect(
    run([
      [5, media(300)],
      [15, media(400)],
    ]).at(-1),
  ).toMatchObject({ speed: 10, remainingSeconds: 20 });
});

it('does not count the loading of a model, and keeps the last speed into the next stage', () => {
  expect(
    run([
      [0, { stage: 'load-model', processedSeconds: 0, totalSeconds: 600 }],
      [60, { ...media(0) }],
      [70, { ...media(100) }],
      [71, { ...media(600), stage: 'finish' }],
    ]),
  ).toMatchObject([{ speed: null }, { speed: null }, { speed: 10 }, { speed: 10, remainingSeconds: 0 }]);
});

it('follows a change of speed within half a minute', () => {
  const fast: Step[] = Array.from({ length: 31 }, (_, second) => [second, media(second * 10)]);
  const slow: Step[] = Array.from({ length: 31 }, (_, second) => [31 + second, media(301 + second)]);
  expect(run([...fast, ...slow]).at(-1)).toMatchObject({ speed: 1, remainingSeconds: 269 });
});

it('has an estimate for jobs that report less than twice a minute', () => {
  expect(
    run([
      [0, media(0)],
      [120, media(60)],
      [240, media(120)],
    ]).at(-1),
  ).toMatchObject({
    speed: 0.5,
    remainingSeconds: 960,
  });
});

it('estimates by the fraction where the job is not about media', () => {
  expect(
    run([
      [0, { fraction: 0.2 }],
      [10, { fraction: 0.4 }],
    ]).at(-1),
  ).toMatchObject({
    speed: null,
    remainingSeconds: 30,
  });
});

it('never goes back, leaves 0 to 1, or passes on what is no number', () => {
  const fractions = run(
    [0.5, 0.3, Number.NaN, -1, 0.6, 7].map((fraction, index): Step => [index, { fraction }]),
  );
  expect(fractions.map(({ fraction }) => fraction)).toEqual([0.5, 0.5, 0.5, 0.5, 0.6, 1]);
});

it('keeps a bounded history however often it is told', () => {
  const steps: Step[] = Array.from({ length: 5000 }, (_, index) => [index / 50, media(index / 10)]);
  const last = run(steps).at(-1);
  expect(last?.samples).toBeLessThan(400);
  expect(last?.speed).toBeCloseTo(5, 6);
});
