import { describe, expect, it } from 'vitest';
import { AppError, createAbortError, type LoadedModel } from '../../contract/index.ts';
import type { Engine } from '../../engine/createEngine.ts';
import { SILENT_LOGGER } from '../../lib/logger.ts';
import { guardEngine } from './guardEngine.ts';

const REQUEST = { modelId: 'm', modelFolder: '/m', dtype: 'auto', device: 'cpu' } as const;

/** An engine that loads a model the first time it is asked for it, and says what it was asked. */
function createGuarded({
  fails = false,
  isCanceled = false,
  isQuarantined = false,
  areStatisticsBroken = false,
} = {}) {
  const events: string[] = [];
  const loaded: LoadedModel[] = [];
  const engine = {
    openRecognizer: (
      { modelId }: typeof REQUEST,
      _signal: unknown,
      { onOpening }: { onOpening: () => () => void },
    ) => {
      const end = onOpening();
      events.push('open');
      if (isCanceled) return Promise.reject(createAbortError());
      end();
      if (fails) return Promise.reject(new AppError('inference-failed', 'No.'));
      const times = { loadedAtMs: Date.now(), lastUsedAtMs: Date.now(), loadMs: 70 };
      if (loaded.length === 0) {
        loaded.push({ modelId, device: 'cpu', dtype: 'q8', users: 1, weightBytes: 500, ...times });
      }
      return Promise.resolve({ info: 'recognizer' });
    },
    loadedModels: () => loaded,
    residentBytes: 1,
  };
  const guarded = guardEngine(engine as unknown as Engine, {
    crashes: {
      isQuarantined: () => isQuarantined,
      assertLoadable: () => {
        if (isQuarantined) throw new AppError('model-crashed', 'No.');
      },
      begin: ({ folder }) => {
        events.push(`begin ${folder}`);
        return () => events.push('end');
      },
      release: () => undefined,
    },
    statistics: {
      addLoad: (modelId, { loadMs, sizeBytes }) => {
        if (areStatisticsBroken) throw new Error('The disk is full.');
        events.push(`load ${modelId} ${loadMs} ${sizeBytes}`);
      },
      addHit: (modelId) => events.push(`hit ${modelId}`),
      list: () => [],
    },
    logger: SILENT_LOGGER,
  });
  return { guarded, events, loaded };
}

describe('guardEngine', () => {
  it('enters a load before it begins and takes the entry back when it has succeeded', async () => {
    const { guarded, events } = createGuarded();
    await guarded.openRecognizer(REQUEST);
    expect(events).toEqual(['begin /m', 'open', 'end', 'load m 70 500']);
  });

  it('counts what was in memory as a hit', async () => {
    const { guarded, events, loaded } = createGuarded();
    await guarded.openRecognizer(REQUEST);
    // As if it had been loaded some time ago.
    loaded.splice(0, 1, ...loaded.map((model) => ({ ...model, loadedAtMs: 0 })));
    await guarded.openRecognizer(REQUEST);
    expect(events.slice(4)).toEqual(['begin /m', 'open', 'end', 'hit m']);
  });

  it('takes the entry back when the load failed: the process lived through it', async () => {
    const { guarded, events } = createGuarded({ fails: true });
    await expect(guarded.openRecognizer(REQUEST)).rejects.toMatchObject({ code: 'inference-failed' });
    expect(events).toEqual(['begin /m', 'open', 'end']);
  });

  it('leaves the entry where the caller has gone and the thread still loads', async () => {
    const { guarded, events } = createGuarded({ isCanceled: true });
    await expect(guarded.openRecognizer(REQUEST)).rejects.toMatchObject({ name: 'AbortError' });
    expect(events).toEqual(['begin /m', 'open']);
  });

  it('does not touch a model that ended the process before', async () => {
    const { guarded, events } = createGuarded({ isQuarantined: true });
    await expect(guarded.openRecognizer(REQUEST)).rejects.toMatchObject({ code: 'model-crashed' });
    expect(events).toEqual([]);
  });

  it('opens a model that cannot be counted', async () => {
    const { guarded } = createGuarded({ areStatisticsBroken: true });
    expect(await guarded.openRecognizer(REQUEST)).toEqual({ info: 'recognizer' });
  });
});
