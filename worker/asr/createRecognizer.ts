import type { SessionOptions } from '../inference/session.ts';
import type { Recognizer } from './recognizer.ts';
import { findWhisperFiles } from './whisper/modelFiles.ts';
import { loadWhisperConfig } from './whisper/modelConfig.ts';
import { loadTokenizer } from './whisper/tokenizer.ts';
import { openWhisperModel, type OpenSession } from './whisper/whisperModel.ts';
import { createWhisperRecognizer } from './whisper/whisperRecognizer.ts';

export interface CreateRecognizerOptions extends SessionOptions {
  /** A Hugging Face style folder: JSON files, graphs in `onnx/` or beside them. */
  readonly modelFolder: string;
  /** `auto`, or a dtype that encoder and decoder both have. */
  readonly dtype: string;
  /** Those that `auto` may choose from; null for all that the folder has. */
  readonly dtypes?: readonly string[] | null;
  readonly openSession: OpenSession;
}

export interface OpenRecognizer extends Recognizer {
  /** Releases the sessions. No call may be running. */
  close(): Promise<void>;
}

/**
 * Opens a Whisper model of any size from its own files. Throws `model-missing` naming the file, `model-incompatible`
 * naming file and field, input or output, and what `openSession` throws.
 */
export async function createRecognizer(options: CreateRecognizerOptions): Promise<OpenRecognizer> {
  const { modelFolder, dtype, dtypes = null, device, threads, openSession } = options;
  const config = await loadWhisperConfig(modelFolder);
  const tokenizer = await loadTokenizer(modelFolder, config);
  const files = await findWhisperFiles(modelFolder, dtype, device, dtypes);
  const model = await openWhisperModel(files, config, openSession, { device, threads });
  return { ...createWhisperRecognizer(model, tokenizer), close: () => model.close() };
}
