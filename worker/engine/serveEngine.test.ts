import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import type { OpenRecognizer } from '../asr/createRecognizer.ts';
import { DEFAULT_RECOGNIZER_OPTIONS } from '../asr/recognizer.ts';
import { createAbortError } from '../contract/index.ts';
import { createAbortFlag, raiseAbortFlag } from './abortFlag.ts';
import type { EngineCall, EngineMessage } from './engineProtocol.ts';
import { serveEngine } from './serveEngine.ts';

const THREAD_DATA = {
  threads: 1,
  unloadAfterMs: null,
  maxWeightBytes: null,
  preparedModelsFolder: null,
  failures: [],
};
const OPEN_TOY = {
  handle: 1,
  modelId: 'toy',
  modelFolder: '/models/toy',
  dtype: 'auto',
  device: 'cpu',
} as const;

/** Serves in this thread, where the test can see what the recognizer does, over a pair of ports. */
function serve(recognizer: Pick<OpenRecognizer, 'recognize'>) {
  const { port1: client, port2 } = new MessageChannel();
  const closed: string[] = [];
  serveEngine(port2, THREAD_DATA, {
    openSession: () => Promise.reject(new Error('This recognizer has no sessions.')),
    createRecognizer: () =>
      Promise.resolve({
        info: { languages: ['en'], canTranslate: false, wordTimes: 'exact', dtype: 'fp32', device: 'cpu' },
        detectLanguage: () => Promise.resolve({ en: 1 }),
        close() {
          closed.push('recognizer');
          return Promise.resolve();
        },
        ...recognizer,
      }),
  });
  const answers = new Map<number, (message: EngineMessage) => void>();
  client.on('message', (message: EngineMessage) => {
    if (message.type === 'result' || message.type === 'error') answers.get(message.id)?.(message);
  });
  function ask(
    call: Pick<EngineCall, 'method' | 'params'>,
    id: number,
    abortFlag = createAbortFlag(),
  ): Promise<EngineMessage> {
    client.postMessage({ type: 'call', id, abortFlag, ...call });
    return new Promise((resolve) => answers.set(id, resolve));
  }
  const stop = async () => {
    const ended = new Promise((resolve) => client.once('close', resolve));
    client.postMessage({ type: 'stop' });
    await ended;
  };
  return { ask, stop, closed };
}

describe('serveEngine', () => {
  const stops: (() => Promise<void>)[] = [];

  afterEach(async () => {
    await Promise.all(stops.splice(0).map((stop) => stop()));
  });

  function serveTest(recognizer: Pick<OpenRecognizer, 'recognize'>) {
    const served = serve(recognizer);
    stops.push(served.stop);
    return served;
  }

  it('lets a recognizer see within one step that it is canceled, without a turn of the event loop', async () => {
    const abortFlag = createAbortFlag();
    let steps = 0;
    const { ask } = serveTest({
      async *recognize(_chunks, _options, signal) {
        for (steps = 1; steps < 1000; steps += 1) {
          if (signal.aborted) throw createAbortError();
          if (steps === 3) raiseAbortFlag(abortFlag);
          await Promise.resolve();
        }
        yield { index: 0, language: 'en', languageProbability: 1, segments: [] };
      },
    });
    await ask({ method: 'openRecognizer', params: OPEN_TOY }, 1);
    const params = { handle: 1, chunks: [], options: DEFAULT_RECOGNIZER_OPTIONS };
    const answer = await ask({ method: 'recognize', params }, 2, abortFlag);
    expect(answer).toMatchObject({ type: 'error', error: { name: 'AbortError' } });
    expect(steps).toBe(4);
  });

  it('works off recognizer calls one after the other', async () => {
    const log: string[] = [];
    let calls = 0;
    const { ask } = serveTest({
      async *recognize() {
        const call = (calls += 1);
        log.push(`${call} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        log.push(`${call} ends`);
        yield { index: 0, language: 'en', languageProbability: 1, segments: [] };
      },
    });
    await ask({ method: 'openRecognizer', params: OPEN_TOY }, 1);
    const params = { handle: 1, chunks: [], options: DEFAULT_RECOGNIZER_OPTIONS };
    await Promise.all([2, 3].map((id) => ask({ method: 'recognize', params }, id)));
    expect(log).toEqual(['1 begins', '1 ends', '2 begins', '2 ends']);
  });

  it('keeps nothing of the samples it was sent', async () => {
    const kept: Float32Array[] = [];
    const { ask } = serveTest({
      async *recognize(chunks) {
        for (const { index, samples } of chunks) {
          kept.push(samples);
          yield { index, language: 'en', languageProbability: 1, segments: [] };
        }
      },
    });
    await ask({ method: 'openRecognizer', params: OPEN_TOY }, 1);
    const chunks = [0, 1].map((index) => ({ index, samples: new Float32Array(16_000) }));
    const params = { handle: 1, chunks, options: DEFAULT_RECOGNIZER_OPTIONS };
    await ask({ method: 'recognize', params }, 2);
    expect(kept.map(({ buffer }) => buffer.byteLength)).toEqual([0, 0]);
  });

  it('closes what was opened for a caller who canceled meanwhile', async () => {
    const { ask, closed } = serveTest({
      recognize: () => Promise.reject(new Error('not asked for')) as never,
    });
    const abortFlag = createAbortFlag();
    const opened = ask({ method: 'openRecognizer', params: OPEN_TOY }, 1, abortFlag);
    raiseAbortFlag(abortFlag);
    expect(await opened).toMatchObject({ type: 'error', error: { name: 'AbortError' } });
    await ask({ method: 'unload', params: { modelId: null } }, 2);
    expect(closed).toEqual(['recognizer']);
  });

  it('answers calls for what is not open with an error', async () => {
    const { ask } = serveTest({ recognize: () => Promise.reject(new Error('not asked for')) as never });
    const answers = await Promise.all([
      ask({ method: 'detectLanguage', params: { handle: 5, chunks: [] } }, 1),
      ask({ method: 'close', params: { handle: 5 } }, 2),
    ]);
    expect(answers).toMatchObject([
      { type: 'error', error: { code: 'internal' } },
      { type: 'result', result: null },
    ]);
  });

  it('closes every model when it is told to stop', async () => {
    const { ask, stop, closed } = serve({
      recognize: () => Promise.reject(new Error('not asked for')) as never,
    });
    await ask({ method: 'openRecognizer', params: OPEN_TOY }, 1);
    await stop();
    expect(closed).toEqual(['recognizer']);
  });
});
