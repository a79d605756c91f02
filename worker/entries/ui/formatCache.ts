import type { CachedRepositoryInfo, CacheInfo } from '../../contract/index.ts';
import { describeWarning } from './describeWarning.ts';
import { formatByteCount, formatExactByteCount } from './formatByteCount.ts';
import { formatCount } from './formatCount.ts';
import { formatDate } from './formatDate.ts';
import { formatTable } from './formatTable.ts';

const SOURCES = { environment: 'EARSHOT_CACHE_DIR', setting: 'settings', default: 'data folder' } as const;

interface Section {
  readonly title: string;
  readonly heading: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * What is in the folder of the models, in sections; those without content are left out.
 * @param terminalColumns Width of the terminal; null where it goes elsewhere.
 */
export function formatCache(info: CacheInfo, terminalColumns: number | null): string {
  const facts = formatTable([
    ['Folder', `${info.cacheDir} (${SOURCES[info.source]})`],
    ['Size', formatExactByteCount(info.sizeBytes)],
    ['Free on the disk', info.freeBytes === null ? 'unknown' : formatByteCount(info.freeBytes)],
    ['Unfinished downloads', formatByteCount(info.partialBytes)],
    ['Used by nothing', formatByteCount(info.orphanBytes)],
    ...(info.pendingDeletionBytes === 0
      ? []
      : [['Still to be deleted', formatByteCount(info.pendingDeletionBytes)]]),
  ]);
  const sections: readonly Section[] = [
    {
      title: 'By task',
      heading: ['TASK', 'MODELS', 'SIZE'],
      rows: info.tasks.map(({ task, modelCount, sizeBytes }) => [
        task ?? 'other',
        formatCount(modelCount, 'model'),
        formatByteCount(sizeBytes),
      ]),
    },
    {
      title: 'Models',
      heading: ['MODEL', 'SIZE', 'LAST USE', 'STATE'],
      rows: info.models.map((model) => [
        model.modelId,
        formatByteCount(model.sizeBytes),
        model.lastUsedAtMs === null ? 'never used' : `used ${formatDate(model.lastUsedAtMs)}`,
        describeModel(model),
      ]),
    },
    ...info.models.flatMap(listFiles),
    {
      title: 'Models of other programs, which "earshot cache adopt FOLDER" uses',
      heading: ['FOLDER', 'MODELS', 'SIZE'],
      rows: info.otherCaches.map(({ path, modelCount, sizeBytes }) => [
        path,
        formatCount(modelCount, 'model'),
        formatByteCount(sizeBytes),
      ]),
    },
    {
      title: 'Not in order',
      heading: ['PATH', 'WHAT'],
      rows: info.warnings.map(({ path, reason }) => [path, describeWarning(reason)]),
    },
  ];
  const written = sections
    .filter(({ rows }) => rows.length > 0)
    .map(({ title, heading, rows }) => `${title}\n${formatTable(rows, { heading, terminalColumns })}`);
  return [facts, ...written].join('\n');
}

function describeModel({ partialBytes, orphanBytes, isPinned, isInUse }: CachedRepositoryInfo): string {
  return [
    ...(isPinned ? ['pinned'] : []),
    ...(isInUse ? ['in use'] : []),
    ...(partialBytes > 0 ? [`${formatByteCount(partialBytes)} unfinished`] : []),
    ...(orphanBytes > 0 ? [`${formatByteCount(orphanBytes)} used by nothing`] : []),
  ].join(', ');
}

/** Only where the files were asked for. */
function listFiles({ modelId, revisions }: CachedRepositoryInfo): readonly Section[] {
  return revisions.map(({ commit, refs, files }) => ({
    title: `${modelId} ${[commit.slice(0, 7), ...refs].join(', ')}`,
    heading: ['FILE', 'SIZE'],
    rows: files.map(({ path, sizeBytes }) => [path, formatByteCount(sizeBytes)]),
  }));
}
