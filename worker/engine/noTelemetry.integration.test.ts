import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-telemetry-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const urlOf = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
const MODEL = fileURLToPath(
  new URL('../../assets/models/silero-vad/silero_vad_v5_16k.onnx', import.meta.url),
);

it.each([
  [
    'in the inference thread',
    `const { createEngine } = await import(${urlOf('./createEngine.ts')});
    const engine = createEngine();
    const detector = await engine.openSpeechDetector({ modelId: 'vad', modelPath: process.argv[1] });
    await detector.process(new Float32Array(16_000), detector.initialState());
    await engine.close();`,
  ],
  [
    'in a thread of its own',
    `const { openSession } = await import(${urlOf('../inference/openSession.ts')});
    const session = await openSession(process.argv[1], { device: 'cpu', threads: 1 });
    await session.release();`,
  ],
])('a model that is run %s leaves no trace of the runtime’s telemetry', async (_where, script) => {
  // What would be sent is queued below HOME first, and the queue's log is in TMPDIR.
  const env = { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder };
  await promisify(execFile)(process.execPath, ['-e', `(async () => {${script}})()`, MODEL], { env });
  expect(await readdir(folder)).toEqual([]);
});
