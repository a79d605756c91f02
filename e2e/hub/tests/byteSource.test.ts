import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { bytesInMemory, concatenated, readAll, sliceOf, withFlippedByte } from '../byteSource.ts';
import { seededBytes } from '../seededBytes.ts';

it('makes the same bytes again from a seed, whichever range is read', () => {
  const source = seededBytes(7, 1_000_003);
  const whole = readAll(source);
  expect(whole.length).toBe(1_000_003);
  for (const [start, end] of [
    [0, 1],
    [4095, 4097],
    [262_143, 262_145],
    [999_999, 1_000_003],
    [5, 900_000],
  ] as const) {
    expect(Buffer.concat([...source.read(start, end)]).equals(whole.subarray(start, end))).toBe(true);
  }
});

it('keeps the bytes of a seed, so that fixtures stay valid', () => {
  const digest = createHash('sha256')
    .update(readAll(seededBytes(1, 300_000)))
    .digest('hex');
  expect(digest).toBe('e47a989509bfb3d8e0f291f23e844f27c99208c4b59f4c5dfeebb9a700289b57');
});

it('differs between seeds and between pages of one file', () => {
  const one = readAll(seededBytes(1, 1_048_576));
  expect(one.equals(readAll(seededBytes(2, 1_048_576)))).toBe(false);
  const pages = new Set(
    Array.from({ length: 256 }, (_, page) => one.toString('hex', page * 4096, page * 4096 + 4096)),
  );
  expect(pages.size).toBe(256);
});

it('slices, joins and spoils', () => {
  const source = concatenated(bytesInMemory('abc'), bytesInMemory(''), bytesInMemory('defg'));
  expect(source.size).toBe(7);
  expect(readAll(sliceOf(source, 2, 5)).toString()).toBe('cde');
  expect([...readAll(withFlippedByte(source, 3))]).toEqual([97, 98, 99, 155, 101, 102, 103]);
  expect([...sliceOf(withFlippedByte(source, 3), 3, 4).read(0, 1)].map((piece) => [...piece])).toEqual([
    [155],
  ]);
});
