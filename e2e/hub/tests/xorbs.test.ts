import { expect, it } from 'vitest';
import { readAll } from '../byteSource.ts';
import { seededBytes } from '../seededBytes.ts';
import { xorbsOf } from '../xorbs.ts';

it('puts each chunk behind a header with its length, and reads the same from anywhere', () => {
  const file = seededBytes(1, 4_194_304 + 65_536 + 5);
  const content = readAll(file);
  const xorbs = xorbsOf('f'.repeat(64), file);
  expect(xorbs.map(({ chunkSizes }) => chunkSizes.length)).toEqual([64, 2]);
  const bytes = readAll(xorbs[1]?.source ?? file);
  expect(bytes.length).toBe(65_536 + 5 + 16);
  expect(bytes.toString('hex', 0, 8)).toBe('0000000100000001');
  expect(bytes.toString('hex', 65_544, 65_552)).toBe('0005000000050000');
  expect(bytes.subarray(8, 65_544).equals(content.subarray(4_194_304, 4_259_840))).toBe(true);
  for (const [start, end] of [
    [3, 7],
    [3, 100],
    [8, 9],
    [500, 65_546],
    [65_550, 65_557],
  ] as const) {
    const part = Buffer.concat([...(xorbs[1]?.source.read(start, end) ?? [])]);
    expect(part.equals(bytes.subarray(start, end))).toBe(true);
  }
});
