/**
 * `npm run bench`: measures what the design promises and prints each figure beside its target. Nothing is asserted:
 * figures depend on the machine. `--only NAME` (repeatable) runs some of the steps, `--write` puts the table of a whole
 * run into docs/performance.md. On two cores a run takes a quarter of an hour; the machine should do nothing else.
 */
import { parseArgs } from 'node:util';
import type { BenchStep } from './benchStep.ts';
import { compileChildren } from './fixtures/compileChildren.ts';
import { describeMachine } from './machine.ts';
import { baseModel } from './measurements/baseModel.ts';
import { busyMachine } from './measurements/busyMachine.ts';
import { decoding } from './measurements/decoding.ts';
import { download } from './measurements/download.ts';
import { editing } from './measurements/editing.ts';
import { firstSegment } from './measurements/firstSegment.ts';
import { memory } from './measurements/memory.ts';
import { modelLoad } from './measurements/modelLoad.ts';
import { rpcLatency } from './measurements/rpcLatency.ts';
import { search } from './measurements/search.ts';
import { starterModel } from './measurements/starterModel.ts';
import { wholeFile } from './measurements/wholeFile.ts';
import { type MeasuredStep, writePerformanceDocument } from './performanceDocument.ts';
import { toTextTable } from './table.ts';

const STEPS: readonly BenchStep[] = [
  baseModel,
  starterModel,
  wholeFile,
  firstSegment,
  memory,
  modelLoad,
  decoding,
  rpcLatency,
  search,
  editing,
  download,
  busyMachine,
];

const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true }, write: { type: 'boolean', default: false } },
});
const steps = chooseSteps(values.only ?? []);
if (values.write && steps !== STEPS) {
  throw new Error('--write takes a whole run, so that all figures are of one machine and one day.');
}

compileChildren();
const machine = describeMachine();
console.log(`${machine}\n`);
const measured: MeasuredStep[] = [];
for (const step of steps) {
  console.log(`${step.title} (${step.name})\n${step.method}`);
  const startedAtMs = performance.now();
  const rows = await step.run((text) => console.error(`  ... ${text}`));
  measured.push({ step, rows });
  console.log(`\n${toTextTable(rows)}\n\nin ${((performance.now() - startedAtMs) / 1000).toFixed(0)} s\n`);
}
if (values.write) await writePerformanceDocument(machine, measured);

function chooseSteps(names: readonly string[]): readonly BenchStep[] {
  if (names.length === 0) return STEPS;
  return names.map((name) => {
    const step = STEPS.find((candidate) => candidate.name === name);
    if (step === undefined) {
      throw new Error(`There is no step ${name}: ${STEPS.map((known) => known.name).join(', ')}.`);
    }
    return step;
  });
}
