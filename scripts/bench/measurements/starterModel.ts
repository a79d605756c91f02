import { fileURLToPath } from 'node:url';
import type { BenchStep } from '../benchStep.ts';
import { compareRecognizers } from './compareRecognizers.ts';

export const STARTER_MODEL = fileURLToPath(
  new URL('../../../assets/models/earshot-starter', import.meta.url),
);

export const starterModel: BenchStep = {
  name: 'starter',
  title: 'Starter model against transformers.js',
  method:
    'Recognition alone, model loaded: the sample meeting in windows of 30 s, greedy, with timestamps, until the model ends each window. The sides differ by a few tokens, because transformers.js lets timestamps go back.',
  async run(tell) {
    const rows = [];
    for (const dtype of ['q8', 'fp32'] as const) {
      tell(dtype);
      rows.push(
        ...(await compareRecognizers({
          title: `starter ${dtype}`,
          modelFolder: STARTER_MODEL,
          dtype,
          windows: 8,
          timestamps: true,
          maxNewTokens: 224,
          runs: [{ kind: 'equal', pairs: 3 }],
          hasTargets: false,
        })),
      );
    }
    return rows;
  },
};
