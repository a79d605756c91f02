import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FRAME_SAMPLES } from './frames.ts';
import { INITIAL_REGION_STATE, regionStateSchema, type SpeechRegion } from './regionState.ts';
import { DEFAULT_SPEECH_REGION_OPTIONS, type SpeechRegionOptions } from './speechRegionOptions.ts';
import { advanceRegions, findSpeechRegions, finishRegions } from './speechRegions.ts';

interface ReferenceCase {
  readonly options: SpeechRegionOptions;
  readonly codes: string;
  readonly totalSamples: number;
  readonly regions: readonly (readonly [number, number])[];
}

interface Reference {
  readonly probabilities: readonly number[];
  readonly recordings: readonly ReferenceCase[];
  readonly random: readonly ReferenceCase[];
}

const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, '__fixtures__', 'sileroReference.json'), 'utf8'),
) as Reference;

const options: SpeechRegionOptions = {
  ...DEFAULT_SPEECH_REGION_OPTIONS,
  minSpeechSeconds: 0.25,
  minSilenceSeconds: 0.1,
  speechPadSeconds: 0.03,
};

/** Runs of equal probabilities, as [probability, frames]. */
function frames(...runs: readonly (readonly [number, number])[]): number[] {
  return runs.flatMap(([probability, count]) => Array.from({ length: count }, () => probability));
}

function pairs(regions: readonly SpeechRegion[]): (readonly [number, number])[] {
  return regions.map(({ startSample, endSample }) => [startSample, endSample] as const);
}

describe('findSpeechRegions', () => {
  it('finds the regions that the published algorithm finds in a recording', () => {
    for (const expected of reference.recordings) {
      const found = findSpeechRegions(reference.probabilities, expected.totalSamples, expected.options);
      expect(pairs(found)).toEqual(expected.regions);
    }
  });

  it.each(reference.random.map((expected, number) => ({ number, ...expected })))(
    'agrees with the published algorithm on random probabilities $number',
    ({ codes, totalSamples, options, regions }) => {
      const probabilities = Array.from(Buffer.from(codes, 'hex'), (code) => code / 255);
      expect(pairs(findSpeechRegions(probabilities, totalSamples, options))).toEqual(regions);
    },
  );

  it('finds nothing in no audio and in silence', () => {
    expect(findSpeechRegions([], 0, options)).toEqual([]);
    expect(findSpeechRegions(frames([0.02, 500]), 500 * FRAME_SAMPLES, options)).toEqual([]);
  });

  it('drops speech that is not longer than the shortest and keeps speech that is', () => {
    const shorter = frames([0, 10], [0.9, 7], [0, 10]);
    const longer = frames([0, 10], [0.9, 8], [0, 10]);
    expect(findSpeechRegions(shorter, shorter.length * FRAME_SAMPLES, options)).toEqual([]);
    expect(pairs(findSpeechRegions(longer, longer.length * FRAME_SAMPLES, options))).toEqual([
      [10 * 512 - 480, 18 * 512 + 480],
    ]);
  });

  it('lets two pads share a silence that is too short for both', () => {
    const probabilities = frames([0.9, 20], [0, 5], [0.9, 20]);
    const padded = { ...options, speechPadSeconds: 0.2 };
    expect(pairs(findSpeechRegions(probabilities, 45 * 512, padded))).toEqual([
      [0, 20 * 512 + 1280],
      [25 * 512 - 1280, 45 * 512],
    ]);
  });

  it('ends speech that reaches the end of the media with the media, not with its last whole frame', () => {
    expect(pairs(findSpeechRegions(frames([0, 5], [0.9, 20]), 25 * 512 - 100, options))).toEqual([
      [5 * 512 - 480, 25 * 512 - 100],
    ]);
  });
});

describe('advanceRegions', () => {
  it('gives a region out as soon as nothing later can change it', () => {
    const probabilities = frames([0.9, 20], [0, 4], [0, 3], [0.9, 30]);
    let state = INITIAL_REGION_STATE;
    const released = probabilities.flatMap((probability, frame) => {
      const step = advanceRegions(state, probability, options);
      state = step.state;
      return step.regions.map((region) => ({ frame, ...region }));
    });
    expect(released).toEqual([{ frame: 24, startSample: 0, endSample: 20 * 512 + 480 }]);
  });

  it('goes on from a state that was stored as JSON, and never changes the state it was given', () => {
    for (const { codes, totalSamples, options, regions } of reference.random.slice(0, 6)) {
      let state = Object.freeze(INITIAL_REGION_STATE);
      const found: SpeechRegion[] = [];
      for (const code of Buffer.from(codes, 'hex')) {
        const step = advanceRegions(state, code / 255, options);
        found.push(...step.regions);
        state = Object.freeze(regionStateSchema.parse(JSON.parse(JSON.stringify(step.state))));
      }
      found.push(...finishRegions(state, totalSamples, options).regions);
      expect(pairs(found)).toEqual(regions);
    }
  });
});
