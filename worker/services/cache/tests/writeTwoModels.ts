import { COMMIT_A, writeRevision } from '../../../models/cache/tests/createCache.ts';

/** Writes a model of more than 8 kB, with a branch, and a small one without. */
export function writeTwoModels(cacheDir: string): void {
  const files = { 'config.json': '{}', 'onnx/model.onnx': 'weights'.repeat(2000) };
  writeRevision(cacheDir, { repository: 'org/name', commit: COMMIT_A, refs: ['main'], files });
  writeRevision(cacheDir, { repository: 'org/b', commit: COMMIT_A, files: { 'b.bin': 'bb' } });
}
