import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTranscriber, textOf, type Transcriber } from './transcriber.ts';
import { countWordErrors, wordErrorRatePercent, type WordErrors } from './wordErrorRate.ts';

const assetsDir = fileURLToPath(new URL('../assets', import.meta.url));
const sampleFile = fileURLToPath(new URL('../assets/samples/project-meeting.ogg', import.meta.url));
const sampleTruth = new URL('../assets/samples/project-meeting.json', import.meta.url);
const heldOutDir = new URL('./media/held-out/', import.meta.url);

const truthSchema = z.object({ segments: z.array(z.object({ start: z.number(), text: z.string() })) });
const manifestSchema = z.array(z.object({ file: z.string(), voice: z.string(), text: z.string() }));

/**
 * Word error rates in percent that the model is known for (its model card), plus 3 points.
 *
 * Sample: 30 s clips of several sentences in voices it knows, 3.9 (fp32) and 3.4 (q8).
 * Held out: the mean of the five voices: espeak-ng seen 7.5 and held out 1.2, slt 3.0, awb 1.7, kal16 2.5 (fp32);
 * 12.7, 3.0, 3.0, 1.4, 0.0 (q8).
 */
const LIMITS = {
  fp32: { sample: 3.9 + 3, heldOut: (7.5 + 1.2 + 3.0 + 1.7 + 2.5) / 5 + 3 },
  q8: { sample: 3.4 + 3, heldOut: (12.7 + 3.0 + 3.0 + 1.4 + 0.0) / 5 + 3 },
} as const;

/** The model card says 0.01 s in the median; a timestamp is a step of 0.02 s. */
const START_ERROR_LIMIT_SECONDS = 0.05;

describe.each(['fp32', 'q8'] as const)('the starter model in %s', (dtype) => {
  let transcriber: Transcriber;

  beforeAll(async () => {
    const modelFolder = fileURLToPath(new URL('../assets/models/earshot-starter', import.meta.url));
    transcriber = await openTranscriber({ modelFolder, dtype, assetsDir });
  });
  afterAll(() => transcriber.close());

  it('transcribes the sample meeting, words and times, about as well as its model card says', async () => {
    const truth = truthSchema.parse(JSON.parse(await readFile(sampleTruth, 'utf8')));
    const meeting = await transcriber.transcribe(sampleFile);
    const text = textOf(meeting);
    const rate = wordErrorRatePercent([
      countWordErrors(truth.segments.map((segment) => segment.text).join(' '), text),
    ]);
    console.log(`Sample meeting, ${dtype}: word error rate ${rate.toFixed(1)} %`);
    expect(rate).toBeLessThanOrEqual(LIMITS[dtype].sample);

    const starts = (meeting.transcript?.segments ?? []).map((segment) => segment.start);
    const startErrors = truth.segments
      .map((spoken) => Math.min(...starts.map((start) => Math.abs(start - spoken.start))))
      .sort((a, b) => a - b);
    const median = startErrors[Math.floor(startErrors.length / 2)] ?? Infinity;
    console.log(`Sample meeting, ${dtype}: segments start ${median.toFixed(2)} s off in the median`);
    expect(median).toBeLessThanOrEqual(START_ERROR_LIMIT_SECONDS);
  });

  it('transcribes 20 held-out sentences about as well as its model card says', async () => {
    const clips = manifestSchema.parse(
      JSON.parse(await readFile(new URL('manifest.json', heldOutDir), 'utf8')),
    );
    expect(clips).toHaveLength(20);
    const counts: WordErrors[] = [];
    for (const { file, voice, text } of clips) {
      const heard = textOf(await transcriber.transcribe(fileURLToPath(new URL(file, heldOutDir))));
      const count = countWordErrors(text, heard);
      if (count.errors > 0) console.log(`${voice}, ${count.errors} errors: "${text}" became "${heard}"`);
      counts.push(count);
    }
    const rate = wordErrorRatePercent(counts);
    console.log(`20 held-out sentences, ${dtype}: word error rate ${rate.toFixed(1)} %`);
    expect(rate).toBeLessThanOrEqual(LIMITS[dtype].heldOut);
  });
});
