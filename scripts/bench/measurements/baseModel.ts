import type { BenchStep } from '../benchStep.ts';
import { ensureBaseModel } from '../fixtures/baseModel.ts';
import { compareRecognizers } from './compareRecognizers.ts';

export const baseModel: BenchStep = {
  name: 'base',
  title: 'Whisper-base-sized model against transformers.js',
  method:
    'Recognition alone, model loaded: random weights, exactly 100 tokens for each window of 30 s, no timestamps. Equal windows on both sides, and once with the 5 s stride that is the default of transformers.js.',
  async run(tell) {
    tell('making the model');
    const modelFolder = await ensureBaseModel();
    const rows = [];
    for (const { dtype, runs } of [
      {
        dtype: 'q8',
        runs: [
          { kind: 'equal', pairs: 7 },
          { kind: 'stride', pairs: 5 },
        ],
      },
      { dtype: 'fp32', runs: [{ kind: 'equal', pairs: 7 }] },
    ] as const) {
      tell(dtype);
      rows.push(
        ...(await compareRecognizers({
          title: `base ${dtype}`,
          modelFolder,
          dtype,
          windows: 8,
          timestamps: false,
          maxNewTokens: 100,
          runs,
          hasTargets: true,
        })),
      );
    }
    return rows;
  },
};
