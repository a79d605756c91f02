/**
 * `npm run bench`: measures what the design promises and prints each figure beside its target. Nothing is asserted:
 * figures depend on the machine. `--only NAME` (repeatable) runs some of the steps, `--write` puts the table of a whole
 * run into docs/performance.md. On two cores a run takes a quarter of an hour; the machine should do nothing else.
 */
import { type BenchArguments, readBenchArguments } from './benchArguments.ts';
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

const { only, write } = readArguments();
const steps = only.length === 0 ? STEPS : only.flatMap((name) => STEPS.filter((step) => step.name === name));

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
if (write) await writePerformanceDocument(machine, measured);

function readArguments(): BenchArguments {
  try {
    const stepNames = STEPS.map(({ name }) => name);
    return readBenchArguments(process.argv.slice(2), stepNames);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}
