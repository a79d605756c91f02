import type { CacheInfo } from '../../../worker/contract/index.ts';
import { en } from '../../strings/en.ts';
import { formatBytes } from '../../strings/formatAmounts.ts';

/** What the downloaded models take, and what is free where they are: `Downloaded models take 77 MB. 70 GB are free.` */
export function describeStorage({
  sizeBytes,
  freeBytes,
}: Pick<CacheInfo, 'sizeBytes' | 'freeBytes'>): string {
  const { storage } = en.models;
  const free = freeBytes === null ? null : formatBytes(freeBytes);
  if (sizeBytes === 0) return free === null ? storage.nothingWithoutFree : storage.nothing(free);
  const size = formatBytes(sizeBytes);
  return free === null ? storage.summaryWithoutFree(size) : storage.summary(size, free);
}
