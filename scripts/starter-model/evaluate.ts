/**
 * Word error rate of a model by voice, through the whole worker (decoding, speech detection, recognition, library).
 *
 * `node scripts/starter-model/evaluate.ts MODEL_FOLDER EVALUATION_FOLDER [--dtype fp32|q8] [--clips N]`; `--clips` is the
 * most clips of each voice. The published figures were measured without speech detection, on whole windows.
 */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { openTranscriber, textOf } from '../../e2e/transcriber.ts';
import { countWordErrors, wordErrorRatePercent, type WordErrors } from '../../e2e/wordErrorRate.ts';

const manifestSchema = z.array(z.object({ file: z.string(), voice: z.string(), text: z.string() }));
const dtypeSchema = z.enum(['fp32', 'q8']);

interface EvaluationOptions {
  readonly modelFolder: string;
  readonly evaluationFolder: string;
  readonly dtype: z.infer<typeof dtypeSchema>;
  readonly maxClips: number;
}

async function evaluate({
  modelFolder,
  evaluationFolder,
  dtype,
  maxClips,
}: EvaluationOptions): Promise<void> {
  const manifest = await readFile(join(evaluationFolder, 'manifest.json'), 'utf8');
  const clips = Map.groupBy(manifestSchema.parse(JSON.parse(manifest)), (clip) => clip.voice);
  const assetsDir = fileURLToPath(new URL('../../assets', import.meta.url));
  const transcriber = await openTranscriber({ modelFolder: resolve(modelFolder), dtype, assetsDir });
  try {
    for (const [voice, all] of clips) {
      const counts: WordErrors[] = [];
      for (const { file, text } of all.slice(0, maxClips)) {
        const meeting = await transcriber.transcribe(resolve(evaluationFolder, file));
        counts.push(countWordErrors(text, textOf(meeting)));
      }
      console.log(
        `${voice.padEnd(26)} ${String(counts.length).padStart(3)} clips  ${describeErrors(counts)}`,
      );
    }
  } finally {
    await transcriber.close();
  }
}

function describeErrors(counts: readonly WordErrors[]): string {
  if (counts.some(({ words }) => words > 0)) return `${wordErrorRatePercent(counts).toFixed(1)} %`;
  return `${counts.reduce((total, { errors }) => total + errors, 0)} words where there are none`;
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { dtype: { type: 'string', default: 'fp32' }, clips: { type: 'string', default: '1000' } },
});
const [modelFolder, evaluationFolder] = positionals;
const dtype = dtypeSchema.safeParse(values.dtype);
const maxClips = Number(values.clips);
if (modelFolder === undefined || evaluationFolder === undefined || !dtype.success || !(maxClips > 0)) {
  console.error('Usage: evaluate.ts MODEL_FOLDER EVALUATION_FOLDER [--dtype fp32|q8] [--clips N]');
  process.exitCode = 2;
} else {
  await evaluate({ modelFolder, evaluationFolder, dtype: dtype.data, maxClips });
}
