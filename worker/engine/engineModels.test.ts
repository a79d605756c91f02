import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createToyEngine, TOY_MODEL, type ToyEngine } from './__fixtures__/createToyEngine.ts';
import { NEVER } from './__fixtures__/recognizeChunks.ts';
import { useToyEngines } from './__fixtures__/useToyEngines.ts';

describe('opening a model', () => {
  /** Used by every test that leaves the thread and its models as they were. */
  let shared: ToyEngine;
  const createTestEngine = useToyEngines({ afterEach });

  beforeAll(() => {
    shared = createToyEngine();
  });

  afterAll(() => shared.close());

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
});
