import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { TOY_MODEL } from './__fixtures__/createToyEngine.ts';
import { collectIndexes, NEVER, recognizeChunks } from './__fixtures__/recognizeChunks.ts';
import { toyChunk } from './__fixtures__/toyRecognizer.ts';
import { useToyEngines } from './__fixtures__/useToyEngines.ts';

/** Steps that would take hours: what is asked for and must not be waited for. */
const ENDLESS = { steps: 2 ** 30 };
/** A thread that is ended from outside within a native call takes the process with it; one that waits does not. */
const WAITING = { waits: 1 };

describe('an engine whose thread or device fails', () => {
  const createTestEngine = useToyEngines({ afterEach });

  it('rejects what is in progress when the thread dies and starts another for the next call', async () => {
    const engine = createTestEngine();
    const recognizer = await engine.openRecognizer(TOY_MODEL);
    const results = recognizeChunks(recognizer, [toyChunk(0), toyChunk(1, WAITING)]);
    expect((await results.next()).value).toMatchObject({ index: 0 });
    const waiting = results.next();
    const queued = recognizer.detectLanguage([toyChunk(2)], NEVER);
    await engine.threads[0]?.terminate();
    await expect(waiting).rejects.toMatchObject({ code: 'worker-exited' });
    await expect(queued).rejects.toMatchObject({ code: 'worker-exited' });
    expect(engine.loadedModels()).toEqual([]);
    expect(await collectIndexes(recognizeChunks(recognizer, [toyChunk(1)]))).toEqual([1]);
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
    for await (const result of recognizeChunks(recognizer, [
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
    expect(await collectIndexes(recognizeChunks(recognizer, [toyChunk(3)]))).toEqual([3]);
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
    const running = recognizeChunks(recognizer, [toyChunk(0, ENDLESS)]).next();
    const refused = expect(running).rejects.toMatchObject({ code: 'worker-exited' });
    await engine.close();
    await refused;
    await expect(engine.openRecognizer(TOY_MODEL)).rejects.toMatchObject({ code: 'worker-exited' });
    await recognizer.close();
    expect(engine.threads).toHaveLength(1);
  });
});
