import type { CacheInfo } from '../../../worker/contract/index.ts';
import type { BarPart } from '../../components/StackedBar.tsx';
import { en } from '../../strings/en.ts';
import { formatBytes } from '../../strings/formatAmounts.ts';

const TONES = [1, 2, 3, 4, 5, 6] as const;

/**
 * The disk of the models as shares: the largest models one by one, the others together, what is of no use, and what is
 * free. The disk's other content is left out, as nobody would see the models beside it.
 */
export function toBarParts(info: CacheInfo, titleOf: (modelId: string) => string): readonly BarPart[] {
  const text = en.models.storage;
  const models = [...info.models].sort((a, b) => b.sizeBytes - a.sizeBytes);
  const named = models.slice(0, models.length > TONES.length ? TONES.length - 1 : TONES.length);
  const others = models.slice(named.length);
  const part = (key: string, label: string, amount: number, tone: BarPart['tone']): BarPart => ({
    ...{ key, label, amount, tone },
    value: formatBytes(amount),
  });
  return [
    ...named.map(({ modelId, repository, type, sizeBytes }, index) =>
      part(`${type} ${repository}`, titleOf(modelId), sizeBytes, TONES[index] ?? 'rest'),
    ),
    part('others', text.others(others.length), sum(others), 'rest'),
    part('partial', text.partial, info.partialBytes, 'warning'),
    part('orphan', text.orphan, info.orphanBytes, 'warning'),
    part('pending', text.pending, info.pendingDeletionBytes, 'warning'),
    part('free', text.free, info.freeBytes ?? 0, 'empty'),
  ].filter(({ amount }) => amount > 0);
}

function sum(models: CacheInfo['models']): number {
  return models.reduce((total, { sizeBytes }) => total + sizeBytes, 0);
}
