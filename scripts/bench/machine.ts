import { availableParallelism, cpus, totalmem } from 'node:os';
import { physicalCores } from '../../worker/inference/physicalCores.ts';

/** What the figures of this run depend on, in one sentence. */
export function describeMachine(): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return [
    `${cpu?.model.trim() ?? 'unknown processor'}`,
    `${physicalCores()} cores (${availableParallelism()} threads)`,
    `${memory} GiB memory`,
    `${process.platform} ${process.arch}`,
    `Node ${process.versions.node}`,
    new Date().toISOString().slice(0, 10),
  ].join(', ');
}
