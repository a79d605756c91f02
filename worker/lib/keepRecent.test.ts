import { expect, it } from 'vitest';
import { keepRecent } from './keepRecent.ts';

it('loads once for those who ask together or soon after, and again later, for another key or after a failure', async () => {
  const loaded: string[] = [];
  let nowMs = 0;
  const get = keepRecent({
    load: (key: string) => {
      loaded.push(key);
      return key === 'bad' ? Promise.reject(new Error('refused')) : Promise.resolve(loaded.length);
    },
    maxAgeMs: 1000,
    now: () => nowMs,
  });
  expect(await Promise.all([get('a'), get('a')])).toEqual([1, 1]);
  nowMs = 1000;
  expect(await get('a')).toBe(1);
  nowMs = 1001;
  expect(await get('a')).toBe(2);
  expect([await get('b'), await get('a')]).toEqual([3, 4]);
  await expect(get('bad')).rejects.toThrow('refused');
  await expect(get('bad')).rejects.toThrow('refused');
  expect(loaded).toEqual(['a', 'a', 'b', 'a', 'bad', 'bad']);
});
