import { alternate } from '../alternate.ts';
import type { BenchRow } from '../benchRow.ts';
import type { BenchStep } from '../benchStep.ts';
import type { ModelLoaderCalls } from '../children/modelLoaderCalls.ts';
import { type Child, startChild } from '../children/startChild.ts';
import { formatMs, formatAdvantage } from '../format.ts';
import { ensureBaseModel } from '../fixtures/baseModel.ts';
import { preparedModels } from '../fixtures/cacheFolder.ts';
import { dropFromFileCache } from '../fixtures/dropFromFileCache.ts';
import { prepareModel } from '../fixtures/prepareModel.ts';

const WARM_PAIRS = 5;
const COLD_PAIRS = 3;
/** For the int8 files of Whisper base, in memory of the system. */
const WARM_TARGET_MS = 250;

export const modelLoad: BenchStep = {
  name: 'load',
  title: 'Loading a model',
  method:
    'From the folder to a recognizer that is ready, Whisper-base-sized. Earshot reads what it made of the files when it first loaded them, which is not measured. Cold: a new process each time, and the files dropped from the file cache before. Warm: the files are in the file cache.',
  async run(tell) {
    const modelFolder = await ensureBaseModel();
    const rows: BenchRow[] = [];
    for (const dtype of ['q8', 'fp32'] as const) {
      tell(dtype);
      await prepareModel({ modelFolder, dtype });
      const warm = await compareWarm({ modelFolder, dtype });
      rows.push({
        measured: `base ${dtype}, warm`,
        earshot: formatMs(warm.firstMs),
        comparison: formatMs(warm.secondMs),
        ratio: formatAdvantage(warm.ratio),
        target:
          dtype === 'q8' ? { text: `<= ${WARM_TARGET_MS} ms`, met: warm.firstMs <= WARM_TARGET_MS } : null,
      });
      const isCold = await dropFromFileCache(modelFolder);
      const cold = await compareCold({ modelFolder, dtype });
      rows.push({
        measured: `base ${dtype}, ${isCold ? 'cold' : 'first load of a process (the file cache cannot be emptied here)'}`,
        earshot: formatMs(cold.firstMs),
        comparison: formatMs(cold.secondMs),
        ratio: formatAdvantage(cold.ratio),
        target: null,
      });
    }
    return rows;
  },
};

type Model = ModelLoaderCalls['load']['params'];

const LOADERS = ['earshotLoader', 'transformersLoader'] as const;

async function compareWarm(model: Model) {
  const [ours, theirs] = LOADERS.map((name) => startChild<ModelLoaderCalls>(name));
  if (ours === undefined || theirs === undefined) throw new Error('There are two loaders.');
  try {
    return await alternate(
      WARM_PAIRS,
      () => load(ours, model),
      () => load(theirs, model),
    );
  } finally {
    await ours.stop();
    await theirs.stop();
  }
}

function compareCold(model: Model) {
  const [ours, theirs] = LOADERS.map((name) => async () => {
    const child = startChild<ModelLoaderCalls>(name);
    try {
      await dropFromFileCache(model.modelFolder);
      await dropFromFileCache(preparedModels);
      return await load(child, model);
    } finally {
      await child.stop();
    }
  });
  if (ours === undefined || theirs === undefined) throw new Error('There are two loaders.');
  return alternate(COLD_PAIRS, ours, theirs);
}

async function load(child: Child<ModelLoaderCalls>, model: Model): Promise<number> {
  return (await child.call('load', model)).result.loadMs;
}
