import { describe, expect, it } from 'vitest';
import { createRandom } from '../lib/testRandom.ts';
import { SAMPLE_RATE } from './frames.ts';
import { sourceSpan, sourceTime } from './sourceTime.ts';
import type { ChunkPiece } from './speechChunk.ts';

const chunk = {
  pieces: [
    { chunkStart: 0, sourceStart: 10, duration: 2 },
    { chunkStart: 2, sourceStart: 60, duration: 3 },
    { chunkStart: 5, sourceStart: 100.5, duration: 1 },
  ],
};

/** Pieces at random whole samples. */
function randomPieces(seed: number): ChunkPiece[] {
  const random = createRandom(seed);
  const pieces: ChunkPiece[] = [];
  let chunkSample = 0;
  let sourceSample = Math.floor(random() * 1e8);
  for (let i = 0; i < 1 + Math.floor(random() * 8); i++) {
    const length = 1 + Math.floor(random() * 60_000);
    const [chunkStart, sourceStart, duration] = [chunkSample, sourceSample, length].map(
      (samples) => samples / SAMPLE_RATE,
    ) as [number, number, number];
    pieces.push({ chunkStart, sourceStart, duration });
    chunkSample += length;
    sourceSample += length + Math.floor(random() * 1e7);
  }
  return pieces;
}

describe('sourceTime', () => {
  it('maps every sample of a chunk to the sample of the media it was taken from', () => {
    for (let seed = 0; seed < 200; seed++) {
      const pieces = randomPieces(seed);
      const random = createRandom(seed + 1000);
      for (const { chunkStart, sourceStart, duration } of pieces) {
        const length = Math.round(duration * SAMPLE_RATE);
        for (const offset of [0, length - 1, Math.floor(random() * length)]) {
          const time = (Math.round(chunkStart * SAMPLE_RATE) + offset) / SAMPLE_RATE;
          const source = sourceTime({ pieces }, time, 'start') * SAMPLE_RATE;
          expect(source).toBeCloseTo(Math.round(sourceStart * SAMPLE_RATE) + offset, 3);
        }
        const end = (Math.round(chunkStart * SAMPLE_RATE) + length) / SAMPLE_RATE;
        expect(sourceTime({ pieces }, end, 'end')).toBeCloseTo(sourceStart + duration, 6);
      }
    }
  });

  it('never goes back when the chunk time goes on', () => {
    for (let seed = 0; seed < 50; seed++) {
      const pieces = randomPieces(seed);
      const random = createRandom(seed);
      const times = Array.from({ length: 50 }, () => random() * 35 - 2).sort((a, b) => a - b);
      const mapped = times.map((time) => sourceTime({ pieces }, time, 'start'));
      expect(mapped).toEqual([...mapped].sort((a, b) => a - b));
    }
  });

  it('takes a border as the end of one piece or as the start of the next', () => {
    expect([sourceTime(chunk, 2, 'end'), sourceTime(chunk, 2, 'start')]).toEqual([12, 60]);
    expect([sourceTime(chunk, 5, 'end'), sourceTime(chunk, 5, 'start')]).toEqual([63, 100.5]);
  });

  it('moves times outside the chunk to its ends', () => {
    expect([sourceTime(chunk, -1, 'start'), sourceTime(chunk, -1, 'end')]).toEqual([10, 10]);
    expect([sourceTime(chunk, 30, 'start'), sourceTime(chunk, 30, 'end')]).toEqual([101.5, 101.5]);
  });

  it('refuses a chunk without pieces', () => {
    expect(() => sourceTime({ pieces: [] }, 0, 'start')).toThrow(RangeError);
    expect(() => sourceSpan({ pieces: [] }, { start: 0, end: 1 })).toThrow(RangeError);
  });
});

describe('sourceSpan', () => {
  it('keeps a word that crosses a border in the piece that holds most of it', () => {
    expect(sourceSpan(chunk, { start: 1.5, end: 2.1 })).toEqual({ start: 11.5, end: 12 });
    expect(sourceSpan(chunk, { start: 1.9, end: 2.5 })).toEqual({ start: 60, end: 60.5 });
    expect(sourceSpan(chunk, { start: 2.5, end: 4 })).toEqual({ start: 60.5, end: 62 });
  });

  it('gives a word without length, and one outside the chunk, one place', () => {
    expect(sourceSpan(chunk, { start: 2, end: 2 })).toEqual({ start: 60, end: 60 });
    expect(sourceSpan(chunk, { start: 7, end: 8 })).toEqual({ start: 101.5, end: 101.5 });
  });
});
