import type { ModelStatus } from '../../../worker/contract/index.ts';
import { en } from '../../strings/en.ts';
import { formatBytes, formatDate } from '../../strings/formatAmounts.ts';

/** `Speech to text · 145 MB · q8 · 99 languages · Apache-2.0 · Last used today` */
export function describeModel({ task, sizeBytes, capabilities, source, cached }: ModelStatus): string {
  const text = en.models;
  const languages = capabilities?.languages.length ?? 0;
  return [
    text.tasks[task],
    formatBytes(sizeBytes),
    cached === null || cached.dtypes.length === 0 ? null : cached.dtypes.join(', '),
    languages === 0 ? null : text.languages(languages),
    cached?.licence == null ? null : text.licence(cached.licence),
    cached === null ? text.sources[source] : describeUse(cached.lastUsedAtMs),
  ]
    .filter((fact) => fact !== null)
    .join(' · ');
}

function describeUse(lastUsedAtMs: number | null): string {
  return lastUsedAtMs === null
    ? en.models.neverUsed
    : en.models.lastUsed(formatDate(lastUsedAtMs, Date.now()));
}
