import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { physicalCores } from './physicalCores.ts';

describe('physicalCores', () => {
  let cpuFolder: string;

  beforeEach(() => {
    cpuFolder = mkdtempSync(join(tmpdir(), 'earshot-cores-'));
  });

  afterEach(() => {
    rmSync(cpuFolder, { recursive: true });
  });

  function writeSiblings(lists: readonly string[]): void {
    for (const [index, list] of lists.entries()) {
      mkdirSync(join(cpuFolder, `cpu${index}`, 'topology'), { recursive: true });
      writeFileSync(join(cpuFolder, `cpu${index}`, 'topology', 'thread_siblings_list'), `${list}\n`);
    }
    mkdirSync(join(cpuFolder, 'cpufreq'));
  }

  it('counts processors that share a core once on Linux', () => {
    writeSiblings(['0,4', '1,5', '2,6', '3', '0,4', '1,5', '2,6']);
    expect(physicalCores({ platform: 'linux', arch: 'x64', logicalCores: 7, cpuFolder })).toBe(4);
  });

  it('stays within the processors the process may use', () => {
    writeSiblings(['0', '1', '2', '3']);
    expect(physicalCores({ platform: 'linux', arch: 'x64', logicalCores: 2, cpuFolder })).toBe(2);
  });

  it('counts every processor where Linux does not say what they share', () => {
    expect(physicalCores({ platform: 'linux', arch: 'x64', logicalCores: 6, cpuFolder })).toBe(6);
  });

  it('assumes two processors per core on x64 elsewhere and one on arm64', () => {
    const counted = ['x64', 'arm64'].map((arch) =>
      physicalCores({ platform: 'win32', arch, logicalCores: 12, cpuFolder }),
    );
    expect(counted).toEqual([6, 12]);
  });

  it('finds at least one core on this machine', () => {
    expect(physicalCores()).toBeGreaterThanOrEqual(1);
  });
});
