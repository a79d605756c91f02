import { blobPath } from '../cacheLayout.ts';
import { COMMIT_A, etagOf, writeRevision, writeSparse } from './createCache.ts';

/** Writes 200 models of 12 files each, 20 GB in all, which take almost no room on the disk. */
export function writeManyModels(cacheDir: string): void {
  for (let index = 0; index < 200; index += 1) {
    const files = Object.fromEntries(
      Array.from({ length: 11 }, (_, file) => [`folder/${file}.json`, `${index} ${file}`]),
    );
    const folder = writeRevision(cacheDir, {
      repository: `org/model-${index}`,
      commit: COMMIT_A,
      refs: ['main'],
      files: { ...files, 'model.onnx': String(index) },
    });
    writeSparse(blobPath(folder, etagOf('model.onnx', String(index))), 100_000_000);
  }
}
