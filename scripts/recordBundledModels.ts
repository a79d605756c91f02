/**
 * `node scripts/recordBundledModels.ts`: writes the size and SHA-256 of every file of the bundled models into their
 * `earshot.json`, by which `earshot models verify` checks them. To be run when a model of `assets/models` is changed.
 */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadBundledModels } from '../worker/models/loadBundledModels.ts';
import { MODEL_MANIFEST_FILE } from '../worker/models/modelManifest.ts';
import { verifyBundledModel } from '../worker/models/verifyBundledModel.ts';

const models = await loadBundledModels(join(import.meta.dirname, '..', 'assets', 'models'));
for (const { folder, manifest } of models) {
  const { files: _, ...facts } = manifest;
  const paths = (await verifyBundledModel({ folder, manifest: facts }, {})).map(({ path }) => path);
  const files = await Promise.all(
    paths.map(async (path) => {
      const content = await readFile(join(folder, path));
      const sha256 = createHash('sha256').update(content).digest('hex');
      return [path, { sizeBytes: content.length, sha256 }] as const;
    }),
  );
  const recorded = { ...facts, files: Object.fromEntries(files) };
  await writeFile(join(folder, MODEL_MANIFEST_FILE), `${JSON.stringify(recorded, null, 2)}\n`);
  console.log(`${manifest.id}: ${files.length} files`);
}
