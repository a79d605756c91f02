import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRecognizer } from '../asr/createRecognizer.ts';
import { type ChunkResult, DEFAULT_RECOGNIZER_OPTIONS, type RecognizerChunk } from '../asr/recognizer.ts';
import { openSession } from '../inference/openSession.ts';
import { createSileroVad } from '../vad/sileroVad.ts';
import { createEngine, type Engine } from './createEngine.ts';
import type { DetectorRequest, RecognizerRequest } from './engineProtocol.ts';

const NEVER = new AbortController().signal;
const CPU = { device: 'cpu', threads: 2 } as const;

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

const STARTER: RecognizerRequest = {
  modelId: 'earshot-starter',
  modelFolder: pathOf('../../assets/models/earshot-starter'),
  dtype: 'auto',
  device: 'cpu',
};
const DETECTOR: DetectorRequest = {
  modelId: 'silero-vad',
  modelPath: pathOf('../../assets/models/silero-vad/silero_vad_v5_16k.onnx'),
};

/** The fixture clips are 16 kHz mono 16-bit PCM behind a header of 44 bytes. */
async function loadClip(name: string): Promise<Float32Array> {
  const bytes = await readFile(pathOf(`../asr/__fixtures__/clips/${name}.wav`));
  const values = new DataView(bytes.buffer, bytes.byteOffset + 44, bytes.byteLength - 44);
  return Float32Array.from({ length: values.byteLength / 2 }, (_, i) => values.getInt16(i * 2, true) / 32768);
}

async function collect(results: AsyncIterable<ChunkResult>): Promise<ChunkResult[]> {
  const all: ChunkResult[] = [];
  for await (const result of results) all.push(result);
  return all.sort((a, b) => a.index - b.index);
}

describe('the engine with the bundled models', () => {
  let engine: Engine;
  let chunks: RecognizerChunk[];

  beforeAll(async () => {
    engine = createEngine({ threads: CPU.threads });
    const clips = await Promise.all(['00-flite-slt', '01-flite-awb', '02-flite-kal16'].map(loadClip));
    chunks = clips.map((samples, index) => ({ index, samples }));
  });

  afterAll(async () => {
    await engine.close();
  });

  it('gives what the recognizer gives in the caller’s own thread', async () => {
    const recognizer = await engine.openRecognizer(STARTER);
    const inThread = await collect(recognizer.recognize(chunks, DEFAULT_RECOGNIZER_OPTIONS, NEVER));
    const own = await createRecognizer({ ...STARTER, ...CPU, openSession });
    const expected = await collect(own.recognize(chunks, DEFAULT_RECOGNIZER_OPTIONS, NEVER));
    const info = own.info;
    await own.close();
    await recognizer.close();
    expect(inThread).toEqual(expected);
    expect(recognizer.info).toEqual(info);
    expect(inThread[2]?.segments.map((segment) => segment.text)).toEqual([
      ' Who will fix the internal database?',
    ]);
  });

  it('gives the speech probabilities of the detector in the caller’s own thread', async () => {
    const samples = chunks[0]?.samples ?? new Float32Array();
    const detector = await engine.openSpeechDetector(DETECTOR);
    const session = await openSession(DETECTOR.modelPath, { device: 'cpu', threads: 1 });
    const own = createSileroVad(session);
    const found = [];
    for (const vad of [detector, own]) {
      const first = await vad.process(samples.subarray(0, 30_000), vad.initialState());
      const second = await vad.process(samples.subarray(30_000), first.state);
      found.push([first, second, await vad.finish(second.state)]);
    }
    await session.release();
    await detector.close();
    expect(found[0]).toEqual(found[1]);
    expect(found[0]?.[0]?.probabilities.some((probability) => probability > 0.9)).toBe(true);
  });

  it('detects speech while it is recognizing', async () => {
    const recognizer = await engine.openRecognizer(STARTER);
    const detector = await engine.openSpeechDetector(DETECTOR);
    const order: string[] = [];
    const manyChunks = Array.from({ length: 12 }, (_, index) => ({
      index,
      samples: chunks[index % chunks.length]?.samples ?? new Float32Array(),
    }));
    const recognition = collect(recognizer.recognize(manyChunks, DEFAULT_RECOGNIZER_OPTIONS, NEVER)).then(
      () => {
        order.push('recognized');
      },
    );
    const block = manyChunks[0]?.samples ?? new Float32Array();
    const detection = detector.process(block, detector.initialState()).then(() => {
      order.push('speech detected');
    });
    await Promise.all([recognition, detection]);
    await Promise.all([recognizer.close(), detector.close()]);
    expect(order).toEqual(['speech detected', 'recognized']);
  });

  it('stops in the middle of a recording when it is canceled', async () => {
    const recognizer = await engine.openRecognizer(STARTER);
    const controller = new AbortController();
    const manyChunks = Array.from({ length: 200 }, (_, index) => ({
      index,
      samples: chunks[1]?.samples ?? new Float32Array(),
    }));
    const results = recognizer.recognize(manyChunks, DEFAULT_RECOGNIZER_OPTIONS, controller.signal);
    await results.next();
    controller.abort();
    await expect(results.next()).rejects.toMatchObject({ name: 'AbortError' });
    expect(await recognizer.detectLanguage(chunks, NEVER)).toEqual({ en: 1 });
    await recognizer.close();
  });

  it('refuses a file that is not a speech detector and one that is not there', async () => {
    const modelPath = pathOf('../../assets/models/earshot-starter/onnx/encoder_model_quantized.onnx');
    await expect(engine.openSpeechDetector({ modelId: 'wrong', modelPath })).rejects.toMatchObject({
      code: 'model-incompatible',
    });
    await expect(
      engine.openSpeechDetector({ modelId: 'absent', modelPath: pathOf('absent.onnx') }),
    ).rejects.toMatchObject({ code: 'model-missing' });
  });

  it('reports what is in memory and lets it go', async () => {
    const recognizer = await engine.openRecognizer(STARTER);
    const detector = await engine.openSpeechDetector(DETECTOR);
    await Promise.all([recognizer.close(), detector.close()]);
    const files = ['encoder_model_quantized', 'decoder_model_merged_quantized'];
    const sizes = files.map((name) => statSync(join(STARTER.modelFolder, 'onnx', `${name}.onnx`)).size);
    const weightBytes = sizes.reduce((total, size) => total + size, 0);
    expect(engine.loadedModels()).toMatchObject([
      { modelId: 'earshot-starter', device: 'cpu', dtype: 'q8', users: 0, weightBytes },
      { modelId: 'silero-vad', device: 'cpu', dtype: 'fp32', users: 0 },
    ]);
    await engine.unload();
    expect(engine.loadedModels()).toEqual([]);
  });
});
