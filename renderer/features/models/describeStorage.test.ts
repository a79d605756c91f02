import { expect, it } from 'vitest';
import { describeStorage } from './describeStorage.ts';

it.each([
  [{ sizeBytes: 77_000_000, freeBytes: 2_000_000_000 }, 'Downloaded models take 77.0 MB. 2.0 GB are free.'],
  [{ sizeBytes: 77_000_000, freeBytes: null }, 'Downloaded models take 77.0 MB.'],
  [{ sizeBytes: 0, freeBytes: 2_000_000_000 }, 'Nothing was downloaded yet. 2.0 GB are free.'],
  [{ sizeBytes: 0, freeBytes: null }, 'Nothing was downloaded yet.'],
])('says of %o: %s', (info, text) => {
  expect(describeStorage(info)).toBe(text);
});
