import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import { AppError, type ModelCapabilities, type ModelStatus, type ModelTask } from '../contract/index.ts';
import { toFileError } from '../lib/toFileError.ts';
import { loadBundledModels } from './loadBundledModels.ts';
import { repoFolderPath } from './cache/cacheLayout.ts';
import type { ModelCache } from './cache/modelCache.ts';
import { scanRepository } from './cache/scanRepository.ts';
import { createDescriber } from './createDescriber.ts';
import { describeInstalledModel } from './describeInstalledModel.ts';
import { findInstalledModel, type InstalledModel } from './findInstalledModel.ts';
import { listModelFiles, type ModelFile } from './listModelFiles.ts';
import { type ModelTarget, parseModelTarget } from './modelTarget.ts';
import { nameModel } from './nameModel.ts';

/** A model that can be opened: where its files are, and what must be said when it is used. */
export interface ResolvedModel {
  /** Id of a bundled model or of the catalog, else `org/name`; the absolute folder of one that belongs to the person. */
  readonly modelId: string;
  readonly task: ModelTask;
  readonly folder: string;
  readonly caution: string | null;
  /** The dtypes to choose from, where not all that lies in the folder may be complete; null for whatever is there. */
  readonly dtypes: readonly string[] | null;
  /** Of a model in the cache: its content, by name. */
  readonly commit: string | null;
}

export interface ModelStore {
  /** Bundled models, then those of the person's own folders, then those in the cache, the incomplete included. */
  list(): Promise<readonly ModelStatus[]>;
  /** The title that `list` gives a model, whether or not it is still there. */
  nameOf(modelId: string): Promise<string>;
  /**
   * A model of the cache, at a revision if one is named, complete or not; null if nothing of it is there. Throws
   * `invalid-request` for what can name no model of the hub.
   */
  findInstalled(model: string): Promise<InstalledModel | null>;
  describe(model: InstalledModel): Promise<ModelStatus>;
  /**
   * Finds a model by id, `org/name@revision`, address or folder.
   * @throws AppError `model-missing` when there is no such model, or it is not complete: with the `repository` where it
   * can be downloaded from, if there is one. `permission-denied` for a folder that may not be read.
   */
  resolve(model: string, task: ModelTask): Promise<ResolvedModel>;
  /**
   * Identity of the model's content as far as it can be told without reading it: commit and dtypes, else a hash over the
   * names, sizes and change times of its files. Two transcripts by one fingerprint are by one model.
   */
  fingerprint(model: ResolvedModel): Promise<string>;
}

export interface ModelStoreOptions {
  /** Folder whose sub-folders are the models that ship with Earshot. */
  readonly bundledDir: string;
  /** Reads what a speech recognition model can do from its own files. */
  readonly describe: (folder: string) => Promise<ModelCapabilities>;
  readonly cache: Pick<ModelCache, 'location' | 'ledger' | 'scan'>;
  /** Address of the hub, by which models may be named. */
  readonly endpoint: () => URL;
  /** Folders of models that the person has chosen. */
  readonly folders: () => readonly string[];
  /** True for a model whose loading ended the app. */
  readonly isQuarantined: (folder: string) => boolean;
}

/** Models as folders on disk. It reads and never writes. */
export function createModelStore(options: ModelStoreOptions): ModelStore {
  const { bundledDir, describe, cache, endpoint, isQuarantined } = options;
  const describeOnce = createDescriber(describe);

  const listBundled = async (): Promise<readonly ModelStatus[]> =>
    Promise.all(
      (await loadBundledModels(bundledDir)).map(async ({ manifest, folder }) => ({
        modelId: manifest.id,
        task: manifest.task,
        title: manifest.title,
        source: 'bundled' as const,
        folder,
        sizeBytes: sumBytes(await listModelFiles(folder)),
        capabilities: manifest.task === 'asr' ? await describe(folder) : null,
        caution: manifest.caution ?? null,
        cached: null,
      })),
    );

  const listFolders = async (): Promise<readonly ModelStatus[]> => {
    const models = await Promise.all(
      options.folders().map(async (folder): Promise<ModelStatus | null> => {
        // Not connected, or no model any more: who uses it is told so.
        const capabilities = await describe(folder).catch(() => null);
        if (capabilities === null) return null;
        return {
          ...{ modelId: folder, task: 'asr', title: nameModel(folder, []), source: 'folder', folder },
          sizeBytes: sumBytes(await listModelFiles(folder)),
          ...{ capabilities, caution: null, cached: null },
        };
      }),
    );
    return models.filter((model) => model !== null);
  };

  const describeInstalled = async (model: InstalledModel): Promise<ModelStatus> =>
    describeInstalledModel(model, {
      record: await cache.ledger.read(basename(model.repository.folder)),
      capabilities: await describeOnce(model),
      isQuarantined: isQuarantined(model.folder),
    });

  const listInstalled = async (): Promise<readonly ModelStatus[]> => {
    const { repositories } = await cache.scan();
    const models = await Promise.all(
      repositories.map(async (repository) =>
        findInstalledModel(repository, await cache.ledger.read(basename(repository.folder))),
      ),
    );
    return Promise.all(models.filter((model) => model !== null).map(describeInstalled));
  };

  const findTarget = async ({ repository, revision }: ModelTarget): Promise<InstalledModel | null> => {
    const folder = repoFolderPath(cache.location().path, repository);
    const record = await cache.ledger.read(basename(folder));
    const scanned = await scanRepository(folder, { type: 'model', repository }, record.lastUsedAtMs);
    if (revision === null) return findInstalledModel(scanned, record);
    const named = scanned.revisions.find(
      ({ commit, refs }) => commit === revision || refs.includes(revision),
    );
    return named === undefined ? null : findInstalledModel(scanned, record, named);
  };

  return {
    // A cache that cannot be read says so where it is looked at; what ships with the app is there all the same.
    list: async () => [
      ...(await listBundled()),
      ...(await listFolders()),
      ...(await listInstalled().catch(() => [])),
    ],
    nameOf: async (modelId) => nameModel(modelId, await loadBundledModels(bundledDir)),
    findInstalled: (model) => findTarget(parseModelTarget(model, endpoint())),
    describe: describeInstalled,

    async resolve(name, task) {
      const known = (await loadBundledModels(bundledDir)).find(({ manifest }) => manifest.id === name);
      if (known?.manifest.task === task) {
        const { manifest, folder } = known;
        const caution = manifest.caution ?? null;
        return { modelId: manifest.id, task, folder, caution, dtypes: null, commit: null };
      }
      if (isAbsolute(name)) return resolveFolder(resolve(name), task);
      const target = tryParse(name, endpoint());
      const model = target === null ? null : await findTarget(target);
      if (target === null || model === null || model.task !== task || model.dtypes.length === 0) {
        throw missingModel(name, task, target, model);
      }
      const { modelId, folder, dtypes, revision } = model;
      return { modelId, task, folder, caution: null, dtypes, commit: revision.commit };
    },

    async fingerprint({ modelId, folder, commit, dtypes }) {
      const hash = createHash('sha256');
      if (commit !== null) {
        const sorted = (dtypes ?? []).toSorted().join(',');
        return hash.update(`${modelId}\0${commit}\0${sorted}`).digest('hex');
      }
      for (const file of await listModelFiles(folder)) {
        hash.update(`${relative(folder, file.path)}\0${file.sizeBytes}\0${file.changedAtMs}\n`);
      }
      return hash.digest('hex');
    },
  };
}

function sumBytes(files: readonly ModelFile[]): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

async function resolveFolder(folder: string, task: ModelTask): Promise<ResolvedModel> {
  const path = join(folder, 'config.json');
  const hasConfig = await stat(path).then(
    (entry) => entry.isFile(),
    (error: unknown) => {
      const known = toFileError(error, path);
      if (known instanceof AppError) throw known;
      return false;
    },
  );
  if (!hasConfig) {
    throw new AppError('model-missing', `${folder} holds no model.`, {
      details: { model: basename(folder), folder, file: 'config.json' },
    });
  }
  return { modelId: folder, task, folder, caution: null, dtypes: null, commit: null };
}

function tryParse(name: string, endpoint: URL): ModelTarget | null {
  try {
    return parseModelTarget(name, endpoint);
  } catch {
    // Not even the form of a name: there is no such model.
    return null;
  }
}

/** What is wanted, and from where it can be downloaded; a plain word that the catalog does not know is a mistake. */
function missingModel(
  name: string,
  task: ModelTask,
  target: ModelTarget | null,
  model: InstalledModel | null,
): AppError {
  const canDownload =
    target !== null && (target.entry === null ? target.repository.includes('/') : target.entry.task === task);
  return new AppError('model-missing', `There is no ${task} model ${name}.`, {
    details: {
      model: target?.modelId ?? name,
      ...(canDownload ? { repository: target.repository, revision: target.revision } : {}),
      ...(model === null || model.missing.length === 0 ? {} : { missing: model.missing.join(', ') }),
    },
  });
}
