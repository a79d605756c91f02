import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../contract/index.ts';
import { MODEL_MANIFEST_FILE, type ModelManifest, modelManifestSchema } from './modelManifest.ts';

/** A model that is a part of the app. */
export interface BundledModel {
  readonly manifest: ModelManifest;
  readonly folder: string;
}

/** The models in the sub-folders of a folder, by name; none if it is not there. Throws `internal` for a broken manifest. */
export async function loadBundledModels(bundledDir: string): Promise<readonly BundledModel[]> {
  const names = await readdir(bundledDir).catch(() => []);
  const models = await Promise.all(names.sort().map((name) => readBundledModel(join(bundledDir, name))));
  return models.filter((model) => model !== null);
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
