import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/** Where Linux lists the processors; a folder of the same form stands in for it in tests. */
const LINUX_CPU_FOLDER = '/sys/devices/system/cpu';

export interface CoreSource {
  readonly platform: string;
  readonly arch: string;
  /** Processors this process may run on, container limits included. */
  readonly logicalCores: number;
  readonly cpuFolder: string;
}

/**
 * Number of cores with an arithmetic unit of their own, at least 1: the default for inference threads. Two threads on
 * one core share its unit, so more threads than this make matrix products slower, and 1 thread instead of 2 cores took
 * 1.55 times as long (Whisper base, measured).
 *
 * Linux says which processors share a core; Apple and Arm processors share none; elsewhere on x64 two per core are
 * assumed, which is right for Intel's and AMD's desktop processors except that efficiency cores count half.
 */
export function physicalCores(
  source: CoreSource = {
    platform: process.platform,
    arch: process.arch,
    logicalCores: availableParallelism(),
    cpuFolder: LINUX_CPU_FOLDER,
  },
): number {
  const { logicalCores } = source;
  if (source.platform === 'linux')
    return Math.min(logicalCores, linuxCores(source.cpuFolder) ?? logicalCores);
  if (source.arch === 'arm64' || logicalCores <= 2) return logicalCores;
  return Math.ceil(logicalCores / 2);
}

/** Distinct sets of sibling processors; null where the kernel does not tell. */
function linuxCores(cpuFolder: string): number | null {
  try {
    const siblings = readdirSync(cpuFolder)
      .filter((name) => /^cpu\d+$/.test(name))
      .map((name) => readFileSync(join(cpuFolder, name, 'topology', 'thread_siblings_list'), 'utf8').trim());
    const cores = new Set(siblings).size;
    return cores > 0 ? cores : null;
  } catch {
    return null;
  }
}
