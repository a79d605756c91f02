import { alternate } from '../alternate.ts';
import type { BenchStep } from '../benchStep.ts';
import type { RecognizerCalls } from '../children/recognizerCalls.ts';
import { startChild } from '../children/startChild.ts';
import { formatMs, formatRatio } from '../format.ts';
import { ensureBaseModel } from '../fixtures/baseModel.ts';
import { ensureRepeatedMeeting } from '../fixtures/repeatedMeeting.ts';

const WINDOWS = 8;
const PAIRS = 7;
const LOOPS = 2;
const TARGET = 2;

export const busyMachine: BenchStep = {
  name: 'busy',
  title: 'Beside other programs',
  method: 'Recognition with the Whisper-base-sized model (q8), alone and with two busy loops beside it.',
  async run() {
    const modelFolder = await ensureBaseModel();
    const audioPath = await ensureRepeatedMeeting(WINDOWS * 30);
    const child = startChild<RecognizerCalls>('earshotRecognizer');
    try {
      await child.call('load', { modelFolder, dtype: 'q8' });
      const request = { audioPath, timestamps: false, maxNewTokens: 100, strideSeconds: 0 };
      const recognize = async (): Promise<number> => (await child.call('recognize', request)).elapsedMs;
      const { firstMs, secondMs, ratio } = await alternate(PAIRS, recognize, () => besideLoops(recognize));
      return [
        {
          measured: 'two busy loops',
          earshot: `${formatMs(firstMs)} alone, ${formatMs(secondMs)} beside them`,
          comparison: '',
          ratio: `${formatRatio(ratio)} the time`,
          target: { text: `<= ${TARGET}x`, met: ratio <= TARGET },
        },
      ];
    } finally {
      await child.stop();
    }
  },
};

async function besideLoops<Result>(run: () => Promise<Result>): Promise<Result> {
  const loops = Array.from({ length: LOOPS }, () => startChild('busyLoop'));
  try {
    return await run();
  } finally {
    await Promise.all(loops.map((loop) => loop.stop()));
  }
}
