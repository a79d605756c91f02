import { COMMIT_A, writeRevision } from '../../../models/cache/tests/createCache.ts';

/** What there is of `org/name`, by path. */
export const TEST_MODEL_FILES = {
  'config.json': '{}',
  'onnx/model.onnx': 'weights',
  'b.bin': 'b'.repeat(5000),
};

/** Writes `org/name`, a model that is in no catalog. */
export function writeTestModel(cacheDir: string): void {
  writeRevision(cacheDir, {
    repository: 'org/name',
    commit: COMMIT_A,
    refs: ['main'],
    files: TEST_MODEL_FILES,
  });
}
