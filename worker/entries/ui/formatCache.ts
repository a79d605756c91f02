import type { CachedRepositoryInfo, CacheInfo } from '../../contract/index.ts';
import { describeWarning } from './describeWarning.ts';
import { formatByteCount, formatExactByteCount } from './formatByteCount.ts';
import { formatCount } from './formatCount.ts';
import { formatDate } from './formatDate.ts';
import { formatTable } from './formatTable.ts';

const SOURCES = { environment: 'EARSHOT_CACHE_DIR', setting: 'settings', default: 'data folder' } as const;

/** What is in the folder of the models, in sections; those without content are left out. */
export function formatCache(info: CacheInfo): string {
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
  const sections = [
    facts,
    formatSection(
      'By task',
      info.tasks.map(({ task, modelCount, sizeBytes }) => [
        task ?? 'other',
        formatCount(modelCount, 'model'),
        formatByteCount(sizeBytes),
      ]),
    ),
    formatSection(
      'Models',
      info.models.map((model) => [
        model.modelId,
        formatByteCount(model.sizeBytes),
        model.lastUsedAtMs === null ? 'never used' : `used ${formatDate(model.lastUsedAtMs)}`,
        describeModel(model),
      ]),
    ),
    ...info.models.flatMap(formatFiles),
    formatSection(
      'Models of other programs, which "earshot cache adopt FOLDER" uses',
      info.otherCaches.map(({ path, modelCount, sizeBytes }) => [
        path,
        formatCount(modelCount, 'model'),
        formatByteCount(sizeBytes),
      ]),
    ),
    formatSection(
      'Not in order',
      info.warnings.map(({ path, reason }) => [path, describeWarning(reason)]),
    ),
  ];
  return sections.filter((section) => section !== '').join('\n');
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
function formatFiles({ modelId, revisions }: CachedRepositoryInfo): readonly string[] {
  return revisions.map(({ commit, refs, files }) =>
    formatSection(
      `${modelId} ${[commit.slice(0, 7), ...refs].join(', ')}`,
      files.map(({ path, sizeBytes }) => [path, formatByteCount(sizeBytes)]),
    ),
  );
}

function formatSection(title: string, rows: readonly (readonly string[])[]): string {
  return rows.length === 0 ? '' : `${title}\n${formatTable(rows)}`;
}
