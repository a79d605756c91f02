import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import { AppError, type ModelCapabilities, type ModelStatus, type ModelTask } from '../contract/index.ts';
import { MODEL_MANIFEST_FILE, type ModelManifest, modelManifestSchema } from './modelManifest.ts';

/** A model that can be opened: where its files are, and what must be said when it is used. */
export interface ResolvedModel {
  /** Catalog id of a bundled model; the absolute folder of one that belongs to the person. */
  readonly modelId: string;
  readonly task: ModelTask;
  readonly folder: string;
  readonly caution: string | null;
}

export interface ModelStore {
  list(): Promise<readonly ModelStatus[]>;
  /**
   * Finds a model by id or by folder.
   * @throws AppError `model-missing` when there is no such model, or the folder holds none.
   */
  resolve(modelIdOrFolder: string, task: ModelTask): Promise<ResolvedModel>;
  /**
   * Identity of the model's content as far as it can be told without reading it: a hash over the names, sizes and
   * change times of its files. Two transcripts by one fingerprint are by one model.
   */
  fingerprint(model: ResolvedModel): Promise<string>;
}

export interface ModelStoreOptions {
  /** Folder whose sub-folders are the models that ship with Earshot. */
  readonly bundledDir: string;
  /** Reads what a speech recognition model can do from its own files. */
  readonly describe: (folder: string) => Promise<ModelCapabilities>;
}

interface BundledModel {
  readonly manifest: ModelManifest;
  readonly folder: string;
}

interface ModelFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly changedAtMs: number;
}

/** Models as folders on disk. It reads and never writes. */
export function createModelStore({ bundledDir, describe }: ModelStoreOptions): ModelStore {
  const bundled = async (): Promise<readonly BundledModel[]> => {
    const names = await readdir(bundledDir).catch(() => []);
    const models = await Promise.all(names.sort().map((name) => readBundledModel(join(bundledDir, name))));
    return models.filter((model) => model !== null);
  };

  return {
    async list() {
      return Promise.all(
        (await bundled()).map(async ({ manifest, folder }) => ({
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
    },

    async resolve(modelIdOrFolder, task) {
      const known = (await bundled()).find(({ manifest }) => manifest.id === modelIdOrFolder);
      if (known?.manifest.task === task) {
        return {
          modelId: known.manifest.id,
          task,
          folder: known.folder,
          caution: known.manifest.caution ?? null,
        };
      }
      if (!isAbsolute(modelIdOrFolder)) {
        throw new AppError('model-missing', `There is no ${task} model ${modelIdOrFolder}.`, {
          details: { model: modelIdOrFolder },
        });
      }
      const folder = resolve(modelIdOrFolder);
      const hasConfig = await stat(join(folder, 'config.json')).then(
        (entry) => entry.isFile(),
        () => false,
      );
      if (!hasConfig) {
        throw new AppError('model-missing', `${folder} holds no model.`, {
          details: { model: basename(folder), folder, file: 'config.json' },
        });
      }
      return { modelId: folder, task, folder, caution: null };
    },

    async fingerprint({ folder }) {
      const hash = createHash('sha256');
      for (const file of await listModelFiles(folder)) {
        hash.update(`${relative(folder, file.path)}\0${file.sizeBytes}\0${file.changedAtMs}\n`);
      }
      return hash.digest('hex');
    },
  };
}

async function readBundledModel(folder: string): Promise<BundledModel | null> {
  const text = await readFile(join(folder, MODEL_MANIFEST_FILE), 'utf8').catch(() => null);
  if (text === null) return null;
  const parsed = modelManifestSchema.safeParse(JSON.parse(text));
  if (!parsed.success) {
    throw new AppError('internal', `${folder} has a broken ${MODEL_MANIFEST_FILE}.`, { cause: parsed.error });
  }
  return { manifest: parsed.data, folder };
}

/** Regular files (symbolic links followed) below the folder, in a stable order. */
async function listModelFiles(folder: string): Promise<readonly ModelFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const files = await Promise.all(
    paths.map(async (path) => {
      const entry = await stat(path).catch(() => lstat(path));
      return { path, sizeBytes: entry.size, changedAtMs: entry.mtimeMs, isFile: entry.isFile() };
    }),
  );
  return files.filter((file) => file.isFile);
}

function sumBytes(files: readonly ModelFile[]): number {
  return files.reduce((total, file) => total + file.sizeBytes, 0);
}
