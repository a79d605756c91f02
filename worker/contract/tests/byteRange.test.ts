import { expect, it } from 'vitest';
import { parseByteRange } from '../byteRange.ts';

it.each([
  ['bytes=0-', { start: 0, end: 99 }],
  ['bytes=0-0', { start: 0, end: 0 }],
  ['Bytes=10-19', { start: 10, end: 19 }],
  ['bytes=90-1000', { start: 90, end: 99 }],
  ['bytes=99-', { start: 99, end: 99 }],
  ['bytes=-1', { start: 99, end: 99 }],
  ['bytes=-1000', { start: 0, end: 99 }],
  [`bytes=0-${'9'.repeat(400)}`, { start: 0, end: 99 }],
  ['bytes=100-', 'unsatisfiable'],
  [`bytes=${'9'.repeat(400)}-`, 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  [undefined, 'whole'],
  ['', 'whole'],
  ['bytes=', 'whole'],
  ['bytes=-', 'whole'],
  ['bytes=5-4', 'whole'],
  ['bytes=0-1,5-6', 'whole'],
  ['bytes=0x1-2', 'whole'],
  ['bytes=1.5-2', 'whole'],
  ['bytes=--5', 'whole'],
  ['bytes= 0-1', 'whole'],
  ['seconds=0-1', 'whole'],
])('reads %s of a hundred bytes', (header, range) => {
  expect(parseByteRange(header, 100)).toEqual(range);
});

it('finds nothing in an empty file', () => {
  expect([
    parseByteRange('bytes=0-', 0),
    parseByteRange('bytes=-5', 0),
    parseByteRange(undefined, 0),
  ]).toEqual(['unsatisfiable', 'unsatisfiable', 'whole']);
});
