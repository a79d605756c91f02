import { describe, expect, it } from 'vitest';
import { workerEnvironment } from './workerEnvironment.ts';

describe('workerEnvironment', () => {
  it('says on Linux how memory is asked for, and keeps everything else', () => {
    expect(workerEnvironment({ HOME: '/home/anna' }, 'linux')).toEqual({
      HOME: '/home/anna',
      GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1:glibc.malloc.arena_max=1:glibc.malloc.mmap_threshold=1048576',
    });
  });

  it('changes nothing elsewhere, nor what the person has set', () => {
    expect(workerEnvironment({ HOME: '/Users/anna' }, 'darwin')).toEqual({ HOME: '/Users/anna' });
    const own = { GLIBC_TUNABLES: 'glibc.malloc.check=1' };
    expect(workerEnvironment(own, 'linux')).toEqual(own);
  });
});
