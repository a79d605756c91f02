import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ChunkResult, DEFAULT_RECOGNIZER_OPTIONS, type RecognizerChunk } from '../asr/recognizer.ts';
import type { AbortSignalLike } from '../contract/index.ts';
import { createToyEngine, TOY_MODEL, type ToyEngine } from './__fixtures__/createToyEngine.ts';
import { toyChunk } from './__fixtures__/toyRecognizer.ts';
import type { EngineRecognizer } from './engineRecognizer.ts';

const NEVER = new AbortController().signal;
/** Steps that would take hours: what is asked for and must not be waited for. */
const ENDLESS = { steps: 2 ** 30 };
/** A thread that is ended from outside within a native call takes the process with it; one that waits does not. */
const WAITING = { waits: 1 };

describe('createEngine', () => {
  /** Used by every test that leaves the thread and its models as they were. */
  let shared: ToyEngine;
  const engines: ToyEngine[] = [];

  beforeAll(() => {
    shared = createToyEngine();
  });

  afterAll(() => shared.close());

  afterEach(async () => {
    await Promise.all(engines.splice(0).map((engine) => engine.close()));
  });

  function createTestEngine(...args: Parameters<typeof createToyEngine>): ToyEngine {
    const engine = createToyEngine(...args);
    engines.push(engine);
    return engine;
  }

  function recognize(
    recognizer: EngineRecognizer,
    chunks: readonly RecognizerChunk[],
    signal: AbortSignalLike = NEVER,
  ): AsyncGenerator<ChunkResult, void, undefined> {
    return recognizer.recognize(chunks, DEFAULT_RECOGNIZER_OPTIONS, signal);
  }

  async function collectIndexes(results: AsyncIterable<ChunkResult>): Promise<number[]> {
    const indexes: number[] = [];
    for await (const result of results) indexes.push(result.index);
    return indexes;
  }

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
    expect(await collectIndexes(recognize(recognizer, [toyChunk(4), toyChunk(2), toyChunk(9)]))).toEqual([
      4, 2, 9,
    ]);
  });

  it('leaves the samples of the caller as they are, also when they are part of a block', async () => {
    const recognizer = await shared.openRecognizer(TOY_MODEL);
    const block = Float32Array.of(7, 7, 1, 0, 0, 7);
    const chunk = { index: 0, samples: block.subarray(2, 5) };
    expect(await collectIndexes(recognize(recognizer, [chunk, chunk]))).toEqual([0, 0]);
    expect([...block]).toEqual([7, 7, 1, 0, 0, 7]);
  });

  it('yields a chunk while later ones are still to be done', async () => {
    const recognizer = await shared.openRecognizer(TOY_MODEL);
    const results = recognize(recognizer, [toyChunk(0), toyChunk(1, ENDLESS)]);
    expect((await results.next()).value).toMatchObject({ index: 0 });
    await results.return();
  });

  it('cancels in the middle of a chunk and is free for the next call', async () => {
    const recognizer = await shared.openRecognizer(TOY_MODEL);
    const controller = new AbortController();
    const results = recognize(recognizer, [toyChunk(0), toyChunk(1, ENDLESS)], controller.signal);
    await results.next();
    const waiting = results.next();
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect(await collectIndexes(recognize(recognizer, [toyChunk(2)]))).toEqual([2]);
  });

  it('is free again after a generator was left early', async () => {
    const recognizer = await shared.openRecognizer(TOY_MODEL);
    for await (const result of recognize(recognizer, [toyChunk(0), toyChunk(1, ENDLESS)])) {
      expect(result.index).toBe(0);
      break;
    }
    expect(await recognizer.detectLanguage([toyChunk(2)], NEVER)).toEqual({ en: 1 });
  });

  it('tells when the thread is done with an opening, which is after it was canceled', async () => {
    const events: string[] = [];
    const ended = Promise.withResolvers<undefined>();
    const onOpening = () => {
      events.push('begin');
      return () => {
        events.push('end');
        ended.resolve(undefined);
      };
    };
    const controller = new AbortController();
    const opening = shared.openRecognizer(TOY_MODEL, controller.signal, { onOpening });
    controller.abort();
    await expect(opening).rejects.toMatchObject({ name: 'AbortError' });
    expect(events).toEqual(['begin']);
    await ended.promise;
    const recognizer = await shared.openRecognizer(TOY_MODEL, NEVER, { onOpening });
    expect(events).toEqual(['begin', 'end', 'begin', 'end']);
    await recognizer.close();
  });

  it('tells that a model is being prepared, and stops that when it is canceled', async () => {
    const engine = createTestEngine({ preparedModelsFolder: '/toys/prepared' });
    const controller = new AbortController();
    const ended = Promise.withResolvers<undefined>();
    const opening = engine.openRecognizer(TOY_MODEL, controller.signal, {
      onOpening: () => () => {
        ended.resolve(undefined);
      },
      // The toy prepares until it is told to stop.
      onPreparingModel() {
        controller.abort();
      },
    });
    await expect(opening).rejects.toMatchObject({ name: 'AbortError' });
    await ended.promise;
    expect(engine.loadedModels()).toEqual([]);
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

  it('is done with an opening when its thread has ended', async () => {
    const engine = createTestEngine();
    const events: string[] = [];
    const opening = engine.openRecognizer(TOY_MODEL, NEVER, {
      onOpening() {
        events.push('begin');
        return () => events.push('end');
      },
    });
    await Promise.all([expect(opening).rejects.toMatchObject({ code: 'worker-exited' }), engine.close()]);
    expect(events).toEqual(['begin', 'end']);
  });

  it('rejects a call that was canceled before it began, or while it waited for its turn', async () => {
    const recognizer = await shared.openRecognizer(TOY_MODEL);
    const canceled = AbortSignal.abort();
    await expect(recognize(recognizer, [toyChunk(0)], canceled).next()).rejects.toMatchObject({
      name: 'AbortError',
    });
    const first = new AbortController();
    const second = new AbortController();
    const running = recognize(recognizer, [toyChunk(0, ENDLESS)], first.signal).next();
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
    const work = collectIndexes(recognize(recognizer, [toyChunk(0, { blockingProducts: 2000 })])).finally(
      () => {
        isDone = true;
      },
    );
    while (!isDone) {
      turns += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await work;
    expect(turns).toBeGreaterThan(100);
  });

  it('loads a model once for two users and keeps it for the next one', async () => {
    const engine = createTestEngine();
    const [first, second] = await Promise.all([
      engine.openRecognizer(TOY_MODEL),
      engine.openRecognizer(TOY_MODEL),
    ]);
    expect(engine.loadedModels()).toMatchObject([
      { modelId: 'toy', device: 'cpu', dtype: 'fp32', users: 2, weightBytes: 1691 },
    ]);
    await first.close();
    await second.close();
    expect(engine.loadedModels()).toMatchObject([{ modelId: 'toy', users: 0 }]);
    await engine.unload('another');
    expect(engine.loadedModels()).toMatchObject([{ modelId: 'toy', users: 0 }]);
    await engine.unload('toy');
    expect(engine.loadedModels()).toEqual([]);
    expect(engine.residentBytes).toBeGreaterThan(0);
  });

  it('says why a model cannot be opened and stays usable', async () => {
    const absent = { ...TOY_MODEL, modelFolder: fileURLToPath(new URL('./absent', import.meta.url)) };
    await expect(shared.openRecognizer(absent)).rejects.toMatchObject({ code: 'model-missing' });
    await shared.openRecognizer(TOY_MODEL);
    expect(shared.threads).toHaveLength(1);
  });

  it('names the providers of this build', async () => {
    const providers = await shared.executionProviders();
    expect(providers.at(-1)?.device).toBe('cpu');
  });

  it('rejects what is in progress when the thread dies and starts another for the next call', async () => {
    const engine = createTestEngine();
    const recognizer = await engine.openRecognizer(TOY_MODEL);
    const results = recognize(recognizer, [toyChunk(0), toyChunk(1, WAITING)]);
    expect((await results.next()).value).toMatchObject({ index: 0 });
    const waiting = results.next();
    const queued = recognizer.detectLanguage([toyChunk(2)], NEVER);
    await engine.threads[0]?.terminate();
    await expect(waiting).rejects.toMatchObject({ code: 'worker-exited' });
    await expect(queued).rejects.toMatchObject({ code: 'worker-exited' });
    expect(engine.loadedModels()).toEqual([]);
    expect(await collectIndexes(recognize(recognizer, [toyChunk(1)]))).toEqual([1]);
    expect(engine.threads).toHaveLength(2);
  });

  it('goes on on the CPU when the GPU fails, and does not go back to it in another thread', async () => {
    const chosen: string[] = [];
    const failed: string[] = [];
    const engine = createTestEngine(
      {
        onDeviceChosen: ({ device, reason }) => chosen.push(`${device}: ${reason}`),
        onDeviceFailed: ({ device, reason }) => failed.push(`${device}: ${reason}`),
      },
      'pretendGpuThread',
    );
    const recognizer = await engine.openRecognizer({ ...TOY_MODEL, device: 'webgpu' });
    const devices = [recognizer.info.device];
    for await (const result of recognize(recognizer, [
      toyChunk(0),
      toyChunk(1, { failsOnGpu: 1 }),
      toyChunk(2),
    ])) {
      devices.push(`${result.index} ${result.segments[0]?.text}`);
    }
    expect(devices).toEqual(['webgpu', '0 webgpu', '1 cpu', '2 cpu']);
    expect(recognizer.info.device).toBe('cpu');
    expect(engine.loadedModels()).toMatchObject([{ device: 'cpu', users: 1 }]);
    await engine.threads[0]?.terminate();
    expect(await collectIndexes(recognize(recognizer, [toyChunk(3)]))).toEqual([3]);
    expect(recognizer.info.device).toBe('cpu');
    expect({ chosen, failed }).toEqual({
      chosen: ['webgpu: asked for', 'cpu: webgpu: device lost'],
      failed: ['webgpu: device lost'],
    });
  });

  it('keeps the cause when the thread ends by an error, and tries again with the next call', async () => {
    let started = 0;
    const engine = createTestEngine({
      startThread() {
        started += 1;
        return new Worker(`throw new Error('broken driver ${started}')`, { eval: true });
      },
    });
    for (const message of ['broken driver 1', 'broken driver 2']) {
      await expect(engine.openRecognizer(TOY_MODEL)).rejects.toMatchObject({
        code: 'worker-exited',
        cause: { message },
      });
    }
    await expect(engine.executionProviders()).rejects.toMatchObject({ code: 'worker-exited' });
  });

  it('closes with work in progress and refuses calls afterwards', async () => {
    const engine = createTestEngine();
    const recognizer = await engine.openRecognizer(TOY_MODEL);
    const running = recognize(recognizer, [toyChunk(0, ENDLESS)]).next();
    const refused = expect(running).rejects.toMatchObject({ code: 'worker-exited' });
    await engine.close();
    await refused;
    await expect(engine.openRecognizer(TOY_MODEL)).rejects.toMatchObject({ code: 'worker-exited' });
    await recognizer.close();
    expect(engine.threads).toHaveLength(1);
  });
});
