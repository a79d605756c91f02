import { type ChunkResult, DEFAULT_RECOGNIZER_OPTIONS } from '../../asr/recognizer.ts';
import type { DeviceFailure } from '../../inference/deviceChooser.ts';
import { createToyEngine, TOY_MODEL } from './createToyEngine.ts';
import { toyChunk } from './toyRecognizer.ts';

export interface ToyRun {
  readonly openedOn: string;
  readonly endedOn: string;
  readonly results: readonly ChunkResult[];
  readonly failures: readonly DeviceFailure[];
}

/** Recognizes three chunks on the device named first, the second of which fails there if `fail` follows; prints a ToyRun. */
async function main(): Promise<void> {
  const [device, failing] = process.argv.slice(2);
  if (device !== 'auto' && device !== 'cpu' && device !== 'webgpu') throw new Error(`Unknown device ${device}`);
  const failures: DeviceFailure[] = [];
  const engine = createToyEngine({ onDeviceFailed: (failure) => failures.push(failure) });
  const recognizer = await engine.openRecognizer({ ...TOY_MODEL, device });
  const openedOn = recognizer.info.device;
  const chunks = [0, 1, 2].map((index) => toyChunk(index, { failsOnGpu: Number(failing === 'fail' && index === 1) }));
  const results: ChunkResult[] = [];
  for await (const result of recognizer.recognize(chunks, DEFAULT_RECOGNIZER_OPTIONS, new AbortController().signal)) {
    results.push(result);
  }
  const run: ToyRun = { openedOn, endedOn: recognizer.info.device, results, failures };
  await engine.close();
  process.stdout.write(JSON.stringify(run));
}

await main();
