import type { ModelTask } from '../contract/index.ts';
import type { CachedRepository, CachedRevision } from './cache/cachedRepository.ts';
import type { RepositoryRecord } from './cache/cacheLedger.ts';
import { snapshotPath } from './cache/cacheLayout.ts';
import { findUsedRevision } from './cache/findUsedRevision.ts';
import { CATALOG, type CatalogEntry } from './catalog.ts';
import { loadTree } from './download/commitTree.ts';
import { getCachedModelId } from './getCachedModelId.ts';
import type { RepositoryFile } from './hub/listRepository.ts';
import {
  isModelDtype,
  listOfferedDtypes,
  type ModelDtype,
  type ModelLayout,
  selectModelFiles,
} from './modelLayouts.ts';

/** A model of the cache, at the revision that is used. */
export interface InstalledModel {
  readonly modelId: string;
  readonly entry: CatalogEntry | null;
  readonly task: ModelTask;
  readonly repository: CachedRepository;
  readonly revision: CachedRevision;
  /** Folder with the files under their own names. */
  readonly folder: string;
  /** Those of which all files are there. */
  readonly dtypes: readonly ModelDtype[];
  /** Those that are there or should be. */
  readonly wantedDtypes: readonly ModelDtype[];
  /** At least one dtype is there, and all that were asked for. */
  readonly isComplete: boolean;
  /** Files that are needed and not there. */
  readonly missing: readonly string[];
}

/** Names in a listing are checked by the download; here they are only compared. */
const ANY_NAMES = { platform: process.platform, foldsNames: false } as const;

/**
 * What a cached repository is to Earshot: null for what is no model that it could use. Goes by names and sizes, of the
 * hub's list where there is one, and reads no content.
 */
export async function findInstalledModel(
  repository: CachedRepository,
  record: RepositoryRecord,
  revision = findUsedRevision(repository, record),
): Promise<InstalledModel | null> {
  if (repository.type !== 'model' || revision === null) return null;
  const entry = CATALOG.find((candidate) => candidate.repository === repository.repository) ?? null;
  const layout = entry?.layout ?? 'whisper-onnx';
  const present = new Map(revision.files.map(({ path, sizeBytes }) => [path, sizeBytes]));
  const files = (await loadTree(repository.folder, revision.commit, ANY_NAMES)) ?? listPresent(revision);
  const isPresent = ({ path, sizeBytes }: RepositoryFile) => present.get(path) === sizeBytes;
  const isInstalled = (dtype: ModelDtype) => {
    const selected = selectModelFiles(files, layout, dtype);
    return selected.missing.length === 0 && selected.files.every(isPresent);
  };

  const asked = record.dtypes.filter(isModelDtype);
  const offered = listOfferedDtypes(files, layout);
  const plain = offered.filter(isInstalled);
  const mixed = [...new Set([...(entry?.dtypes ?? []), ...asked])]
    .filter((dtype) => dtype.includes('+') && !dtype.split('+').every((part) => includes(plain, part)))
    .filter(isInstalled);
  const dtypes = [...plain, ...mixed];
  const begun = offered.filter((dtype) => hasGraph(files.filter(isPresent), layout, dtype));
  if (entry === null && offered.length === 0) return null;

  // Nothing of it is whole yet: what was begun, else what is downloaded unless told otherwise.
  const [first] = [...begun, ...(entry?.dtypes ?? []), ...offered];
  const guessed = dtypes.length > 0 || first === undefined ? [] : [first];
  const wantedDtypes = asked.length > 0 ? asked : [...dtypes, ...guessed];
  const missing = wantedDtypes.flatMap((dtype) => {
    const selected = selectModelFiles(files, layout, dtype);
    return [
      ...selected.missing,
      ...selected.files.filter((file) => !isPresent(file)).map(({ path }) => path),
    ];
  });
  return {
    modelId: getCachedModelId(repository),
    entry,
    task: entry?.task ?? 'asr',
    repository,
    revision,
    folder: snapshotPath(repository.folder, revision.commit),
    dtypes,
    wantedDtypes,
    isComplete: dtypes.length > 0 && missing.length === 0,
    missing: [...new Set(missing)],
  };
}

/** Without the hub's list, what is there is all that is known. */
function listPresent({ files }: CachedRevision): readonly RepositoryFile[] {
  return files.map(({ path, sizeBytes, blob }) => {
    return { path, sizeBytes, etag: blob, blobId: blob ?? '', isLfs: false, xetHash: null };
  });
}

function hasGraph(files: readonly RepositoryFile[], layout: ModelLayout, dtype: ModelDtype): boolean {
  return selectModelFiles(files, layout, dtype).files.some(({ path }) => path.endsWith('.onnx'));
}

function includes(dtypes: readonly string[], dtype: string): boolean {
  return dtypes.includes(dtype);
}
