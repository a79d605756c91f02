import { AppError, type ModelVerification } from '../../contract/index.ts';
import { isIntact } from '../../models/cache/verifyCache.ts';
import type { BundledModel } from '../../models/loadBundledModels.ts';
import { verifyBundledModel } from '../../models/verifyBundledModel.ts';

/** Reads the models that are a part of Earshot and compares them with what was recorded of them. Throws an AbortError. */
export async function verifyBundledModels(
  bundled: readonly BundledModel[],
  signal: AbortSignal,
  onBytes: (doneBytes: number) => void,
): Promise<readonly ModelVerification[]> {
  let doneBytes = 0;
  const models: ModelVerification[] = [];
  for (const model of bundled) {
    const files = await verifyBundledModel(model, {
      signal,
      onBytes: (bytes) => {
        doneBytes += bytes;
        onBytes(doneBytes);
      },
    });
    models.push({
      modelId: model.manifest.id,
      commit: '',
      files: files.map(({ path, condition, sizeBytes }) => ({ path, condition, sizeBytes: sizeBytes ?? 0 })),
      isIntact: isIntact(files),
      repairedFiles: 0,
    });
  }
  return models;
}

/** Throws `invalid-request` if one is damaged: nobody has its files but the installation. */
export function refuseDamaged(bundled: readonly ModelVerification[]): void {
  const damaged = bundled.find((model) => !model.isIntact);
  if (damaged === undefined) return;
  throw new AppError('invalid-request', 'A model that is a part of Earshot is damaged.', {
    details: { model: damaged.modelId, reason: 'bundled-damaged' },
  });
}

/** What reading them all takes. */
export function sumRecordedBytes(bundled: readonly BundledModel[]): number {
  const files = bundled.flatMap(({ manifest }) => Object.values(manifest.files ?? {}));
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
