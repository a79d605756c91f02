import type { ModelVerification } from '../../../worker/contract/index.ts';
import { en } from '../../strings/en.ts';
import { formatBytes } from '../../strings/formatAmounts.ts';
import type { ModelJob } from './modelJob.ts';

type TitleOf = (modelId: string) => string;

export interface JobOutcome {
  readonly text: string;
  /** Ids of models that are to be repaired. */
  readonly damaged: readonly string[];
}

/** What a completed job has to say; null where nothing is. */
export function describeResult(job: ModelJob, titleOf: TitleOf): JobOutcome | null {
  const { done } = en.models.jobs;
  if (job.result === null) return null;
  switch (job.kind) {
    case 'verify-models':
      return describeVerification(job.result.models, titleOf);
    case 'move-cache': {
      const { outcome, cacheDir, leftBehind } = job.result;
      const { place } = en.models;
      if (outcome === 'rolled-back') return { text: place.rolledBack, damaged: [] };
      const left = leftBehind.length === 0 ? [] : [place.leftBehind(leftBehind.length)];
      return { text: [place.moved(cacheDir), ...left].join(' '), damaged: [] };
    }
    case 'adopt-cache':
      return { text: en.models.place.moved(job.result.cacheDir), damaged: [] };
    case 'export-models':
      return { text: done.exported(job.result.file, formatBytes(job.result.sizeBytes)), damaged: [] };
    case 'import-models':
      return { text: done.imported(job.result.modelIds.map(titleOf).join(', ')), damaged: [] };
    case 'download-model':
      return null;
  }
}

function describeVerification(models: readonly ModelVerification[], titleOf: TitleOf): JobOutcome {
  const { done } = en.models.jobs;
  const damaged = models.filter(({ isIntact }) => !isIntact).map(({ modelId }) => modelId);
  if (damaged.length > 0)
    return { text: damaged.map((modelId) => done.damaged(titleOf(modelId))).join(' '), damaged };
  const [only] = models;
  if (only === undefined || models.length > 1) return { text: done.allVerified(models.length), damaged };
  return {
    text:
      only.repairedFiles > 0
        ? done.repaired(titleOf(only.modelId), only.repairedFiles)
        : done.verified(titleOf(only.modelId)),
    damaged,
  };
}
