import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createToyEngine, TOY_MODEL, type ToyEngine } from './__fixtures__/createToyEngine.ts';
import { collectIndexes, NEVER, recognizeChunks } from './__fixtures__/recognizeChunks.ts';
import { toyChunk } from './__fixtures__/toyRecognizer.ts';

/** Steps that would take hours: what is asked for and must not be waited for. */
const ENDLESS = { steps: 2 ** 30 };

describe('createEngine', () => {
  /** Used by every test that leaves the thread and its models as they were. */
  let shared: ToyEngine;

  beforeAll(() => {
    shared = createToyEngine();
  });

  afterAll(() => shared.close());

  it('recognizes in its thread and yields a result per chunk', async () => {
    const recognizer = await shared.openRecognizer(TOY_MODEL);
    expect(recognizer.info).toEqual({
      languages: ['en'],
      canTranslate: false,
      wordTimes: 'approximate',
      dtype: 'fp32',
      device: 'cpu',
    });
    expect(await recognizer.detectLanguage([toyChunk(0)], NEVER)).toEqual({ en: 1 });
    expect(
      await collectIndexes(recognizeChunks(recognizer, [toyChunk(4), toyChunk(2), toyChunk(9)])),
    ).toEqual([4, 2, 9]);
  });

  it('leaves the samples of the caller as they are, also when they are part of a block', async () => {
    const recognizer = await shared.openRecognizer(TOY_MODEL);
    const block = Float32Array.of(7, 7, 1, 0, 0, 7);
    const chunk = { index: 0, samples: block.subarray(2, 5) };
    expect(await collectIndexes(recognizeChunks(recognizer, [chunk, chunk]))).toEqual([0, 0]);
    expect([...block]).toEqual([7, 7, 1, 0, 0, 7]);
  });

  it('yields a chunk while later ones are still to be done', async () => {
    const recognizer = await shared.openRecognizer(TOY_MODEL);
    const results = recognizeChunks(recognizer, [toyChunk(0), toyChunk(1, ENDLESS)]);
    expect((await results.next()).value).toMatchObject({ index: 0 });
    await results.return();
  });

  it('cancels in the middle of a chunk and is free for the next call', async () => {
    const recognizer = await shared.openRecognizer(TOY_MODEL);
    const controller = new AbortController();
    const results = recognizeChunks(recognizer, [toyChunk(0), toyChunk(1, ENDLESS)], controller.signal);
    await results.next();
    const waiting = results.next();
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect(await collectIndexes(recognizeChunks(recognizer, [toyChunk(2)]))).toEqual([2]);
  });

  it('is free again after a generator was left early', async () => {
    const recognizer = await shared.openRecognizer(TOY_MODEL);
    for await (const result of recognizeChunks(recognizer, [toyChunk(0), toyChunk(1, ENDLESS)])) {
      expect(result.index).toBe(0);
      break;
    }
    expect(await recognizer.detectLanguage([toyChunk(2)], NEVER)).toEqual({ en: 1 });
  });

  it('rejects a call that was canceled before it began, or while it waited for its turn', async () => {
    const recognizer = await shared.openRecognizer(TOY_MODEL);
    const canceled = AbortSignal.abort();
    await expect(recognizeChunks(recognizer, [toyChunk(0)], canceled).next()).rejects.toMatchObject({
      name: 'AbortError',
    });
    const first = new AbortController();
    const second = new AbortController();
    const running = recognizeChunks(recognizer, [toyChunk(0, ENDLESS)], first.signal).next();
    const queued = recognizer.detectLanguage([toyChunk(1)], second.signal);
    second.abort();
    await expect(queued).rejects.toMatchObject({ name: 'AbortError' });
    first.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('leaves the event loop of its owner free while a run blocks the thread', async () => {
    const recognizer = await shared.openRecognizer(TOY_MODEL);
    let turns = 0;
    let isDone = false;
    // About 150 ms in one native call; in the owner's thread it would let the loop turn a few times only.
    const work = collectIndexes(
      recognizeChunks(recognizer, [toyChunk(0, { blockingProducts: 2000 })]),
    ).finally(() => {
      isDone = true;
    });
    while (!isDone) {
      turns += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await work;
    expect(turns).toBeGreaterThan(100);
  });

  it('measures the speed of a device, and stops when that is canceled', async () => {
    const controller = new AbortController();
    const canceled = shared.measureSpeed('cpu', controller.signal);
    controller.abort();
    await expect(canceled).rejects.toMatchObject({ name: 'AbortError' });
    const { encoderMs, decoderMs } = await shared.measureSpeed('cpu', NEVER);
    expect([encoderMs > 0, decoderMs > 0]).toEqual([true, true]);
    expect(shared.loadedModels().filter(({ modelId }) => modelId !== TOY_MODEL.modelId)).toEqual([]);
  });

  it('names the providers of this build', async () => {
    const providers = await shared.executionProviders();
    expect(providers.at(-1)?.device).toBe('cpu');
  });
});
