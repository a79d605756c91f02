import type { Engine } from '../../engine/createEngine.ts';
import type { Logger } from '../../lib/logger.ts';
import type { CrashLedger } from '../../models/crashLedger.ts';
import type { ModelStatisticsStore } from '../../usage/modelStatistics.ts';

export interface GuardEngineOptions {
  readonly crashes: CrashLedger;
  readonly statistics: ModelStatisticsStore;
  readonly logger: Logger;
}

/**
 * An engine that does not load a model again whose loading ended the process, and counts what is loaded. Opening a
 * recognizer throws `model-crashed` then.
 */
export function guardEngine(engine: Engine, { crashes, statistics, logger }: GuardEngineOptions): Engine {
  return {
    ...engine,
    get residentBytes() {
      return engine.residentBytes;
    },
    async openRecognizer(request, signal, listeners) {
      const { modelId, modelFolder: folder } = request;
      crashes.assertLoadable({ modelId, folder });
      const startedAtMs = Date.now();
      // Until the thread has let go of it: one that is canceled still loads, and may still end the process.
      const recognizer = await engine.openRecognizer(request, signal, {
        ...listeners,
        onOpening: () => crashes.begin({ modelId, folder }),
      });
      count(modelId, startedAtMs);
      return recognizer;
    },
  };

  function count(modelId: string, startedAtMs: number): void {
    try {
      const loaded = engine
        .loadedModels()
        .findLast((model) => model.modelId === modelId && model.loadedAtMs >= startedAtMs);
      if (loaded === undefined) statistics.addHit(modelId);
      else statistics.addLoad(modelId, { loadMs: loaded.loadMs, sizeBytes: loaded.weightBytes });
    } catch (error) {
      logger.warn('The use of a model could not be counted.', { modelId, error });
    }
  }
}
