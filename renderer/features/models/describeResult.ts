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
    case 'import-models': {
      const { modelIds, keptVersions } = job.result;
      const kept = keptVersions.map(({ modelId }) => done.keptVersion(titleOf(modelId)));
      return { text: [done.imported(modelIds.map(titleOf).join(', ')), ...kept].join('. '), damaged: [] };
    }
    case 'download-model':
      return null;
  }
}

function describeVerification(models: readonly ModelVerification[], titleOf: TitleOf): JobOutcome {
  const { done } = en.models.jobs;
  const damaged = models.filter(({ isIntact }) => !isIntact);
  if (damaged.length > 0) {
    const texts = damaged.map((model) => {
      const title = titleOf(model.modelId);
      return isPartOfEarshot(model) ? done.partDamaged(title) : done.damaged(title);
    });
    const repairable = damaged.filter((model) => !isPartOfEarshot(model));
    return { text: texts.join(' '), damaged: repairable.map(({ modelId }) => modelId) };
  }
  const [only] = models;
  if (only === undefined || models.length > 1) return { text: done.allVerified(models.length), damaged: [] };
  return {
    text:
      only.repairedFiles > 0
        ? done.repaired(titleOf(only.modelId), only.repairedFiles)
        : done.verified(titleOf(only.modelId)),
    damaged: [],
  };
}

/** Such models have no commit, and nobody to be fetched from. */
function isPartOfEarshot({ commit }: ModelVerification): boolean {
  return commit === '';
}
