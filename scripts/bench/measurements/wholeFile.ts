import { alternate } from '../alternate.ts';
import type { BenchStep } from '../benchStep.ts';
import type { RecognizerCalls } from '../children/recognizerCalls.ts';
import { startChild } from '../children/startChild.ts';
import { startWorker } from '../children/startWorker.ts';
import { formatMs, formatAdvantage, formatSpeed } from '../format.ts';
import { ensureRepeatedMeeting } from '../fixtures/repeatedMeeting.ts';
import { median } from '../median.ts';
import { STARTER_MODEL } from './starterModel.ts';
import { transcribeFile } from './transcribeFile.ts';

const SECONDS = 300;
const PAIRS = 3;

export const wholeFile: BenchStep = {
  name: 'file',
  title: 'Whole file',
  method:
    'A job for a recording of 5 minutes, starter model q8, from the request to the last segment in the library: hashing, decoding, speech detection, recognition, storing. transformers.js gets decoded samples and keeps its default stride.',
  async run(tell) {
    const path = await ensureRepeatedMeeting(SECONDS);
    const request = { audioPath: path, timestamps: true, maxNewTokens: 224, strideSeconds: 5 };
    const worker = await startWorker();
    const reference = startChild<RecognizerCalls>('transformersRecognizer');
    try {
      await reference.call('load', { modelFolder: STARTER_MODEL, dtype: 'q8' });
      const transcribe = async (words: boolean): Promise<number> =>
        (await transcribeFile(worker.client, path, { model: 'earshot-starter', words })).elapsedMs;
      const compare = async (): Promise<number> => (await reference.call('recognize', request)).elapsedMs;
      tell('without word times');
      const { firstMs, secondMs, ratio } = await alternate(PAIRS, () => transcribe(false), compare);
      tell('with word times');
      const withWords = median([await transcribe(true), await transcribe(true), await transcribe(true)]);
      return [
        {
          measured: 'without word times',
          earshot: `${formatMs(firstMs)} (${formatSpeed(SECONDS, firstMs)})`,
          comparison: formatMs(secondMs),
          ratio: formatAdvantage(ratio),
          target: null,
        },
        {
          measured: 'with word times (default)',
          earshot: `${formatMs(withWords)} (${formatSpeed(SECONDS, withWords)})`,
          comparison: '',
          ratio: '',
          target: null,
        },
      ];
    } finally {
      await worker.stop();
      await reference.stop();
    }
  },
};
