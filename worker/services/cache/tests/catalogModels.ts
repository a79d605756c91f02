import { COMMIT_A, COMMIT_B, writeRevision } from '../../../models/cache/tests/createCache.ts';

export const WHISPER = 'onnx-community/whisper-base_timestamped';
export const VAD = 'onnx-community/silero-vad';

/** Writes two models of the catalog, one of them in two versions that share files, and a model for something else. */
export function writeCatalogModels(cacheDir: string): void {
  const shared = { 'config.json': '{}', 'onnx/encoder_model.onnx': 'e'.repeat(50_000) };
  writeRevision(cacheDir, {
    repository: WHISPER,
    commit: COMMIT_A,
    refs: ['main'],
    files: { ...shared, 'onnx/decoder_model_merged.onnx': 'new'.repeat(20_000) },
  });
  writeRevision(cacheDir, {
    repository: WHISPER,
    commit: COMMIT_B,
    refs: ['v1'],
    files: { ...shared, 'onnx/decoder_model_merged.onnx': 'old'.repeat(30_000) },
  });
  writeRevision(cacheDir, {
    repository: VAD,
    commit: COMMIT_A,
    refs: ['main'],
    files: { 'onnx/model.onnx': 'vad' },
  });
  writeRevision(cacheDir, {
    repository: 'some/text-model',
    commit: COMMIT_A,
    refs: ['main'],
    files: { 'x.bin': 'x' },
  });
}
