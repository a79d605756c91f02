import type { BenchRow } from '../benchRow.ts';
import { alternate } from '../alternate.ts';
import type { LoadParams, RecognizeParams, RecognizerCalls } from '../children/recognizerCalls.ts';
import { type Child, startChild } from '../children/startChild.ts';
import { prepareModel } from '../fixtures/prepareModel.ts';
import { formatAdvantage, formatMegabytes, formatMs, formatRatio, formatSpeed } from '../format.ts';
import { ensureRepeatedMeeting } from '../fixtures/repeatedMeeting.ts';

export interface Comparison extends LoadParams {
  readonly title: string;
  readonly windows: number;
  readonly timestamps: boolean;
  readonly maxNewTokens: number;
  readonly runs: readonly ComparisonRun[];
  /** Whether the targets for time and memory apply. */
  readonly hasTargets: boolean;
}

export interface ComparisonRun {
  /** `stride`: transformers.js makes the overlapping windows that are its default. */
  readonly kind: 'equal' | 'stride';
  readonly pairs: number;
}

/** Targets of the design, for Whisper base on two cores. */
const EQUAL_TARGET = 2.5;
const STRIDE_TARGET = 4;
const MEMORY_TARGET = 0.55;
/** `chunk_length_s / 6`: what transformers.js takes when no stride is given (automatic-speech-recognition.js). */
const DEFAULT_STRIDE_SECONDS = 5;
const WINDOW_SECONDS = 30;

/** Earshot and transformers.js on one model and one recording, each in a process of its own with the model loaded. */
export async function compareRecognizers(comparison: Comparison): Promise<BenchRow[]> {
  const { title, modelFolder, dtype, windows } = comparison;
  const audioSeconds = windows * WINDOW_SECONDS;
  const audioPath = await ensureRepeatedMeeting(audioSeconds);
  await prepareModel({ modelFolder, dtype });
  const ours = startChild<RecognizerCalls>('earshotRecognizer');
  const theirs = startChild<RecognizerCalls>('transformersRecognizer');
  try {
    await ours.call('load', { modelFolder, dtype });
    await theirs.call('load', { modelFolder, dtype });
    const rows: BenchRow[] = [];
    let peaks: Peaks = { ours: 0, theirs: 0 };
    for (const { kind, pairs } of comparison.runs) {
      const { timestamps, maxNewTokens } = comparison;
      const params: RecognizeParams = { audioPath, timestamps, maxNewTokens, strideSeconds: 0 };
      const strideSeconds = kind === 'stride' ? DEFAULT_STRIDE_SECONDS : 0;
      const mine = createSide(ours, params);
      const other = createSide(theirs, { ...params, strideSeconds });
      const { firstMs, secondMs, ratio } = await alternate(pairs, mine.run, other.run);
      if (kind === 'equal') peaks = { ours: mine.peakBytes(), theirs: other.peakBytes() };
      const target = kind === 'equal' ? EQUAL_TARGET : STRIDE_TARGET;
      rows.push({
        measured: `${title}${kind === 'stride' ? ', default stride' : ''}`,
        earshot: `${formatMs(firstMs)} (${formatSpeed(audioSeconds, firstMs)}; ${mine.work()})`,
        comparison: `${formatMs(secondMs)} (${other.work()})`,
        ratio: formatAdvantage(ratio),
        target: comparison.hasTargets ? { text: `>= ${target}x`, met: ratio >= target } : null,
      });
    }
    const share = peaks.ours / peaks.theirs;
    rows.push({
      measured: `${title}, peak memory`,
      earshot: formatMegabytes(peaks.ours),
      comparison: formatMegabytes(peaks.theirs),
      ratio: formatRatio(share),
      target: comparison.hasTargets ? { text: `<= ${MEMORY_TARGET}x`, met: share <= MEMORY_TARGET } : null,
    });
    return rows;
  } finally {
    await ours.stop();
    await theirs.stop();
  }
}

interface Peaks {
  readonly ours: number;
  readonly theirs: number;
}

/** One process under measurement, remembering how much it did. */
function createSide(child: Child<RecognizerCalls>, params: RecognizeParams) {
  let work = '';
  let peakBytes = 0;
  return {
    async run(): Promise<number> {
      const measured = await child.call('recognize', params);
      const { tokens } = measured.result;
      work = `${tokens.length} windows, ${tokens.flat().length} tokens`;
      peakBytes = measured.peakBytes;
      return measured.elapsedMs;
    },
    work: () => work,
    peakBytes: () => peakBytes,
  };
}
