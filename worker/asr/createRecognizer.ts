import { hasErrorCode } from '../contract/index.ts';
import type { SessionOptions } from '../inference/session.ts';
import type { Recognizer } from './recognizer.ts';
import { findWhisperFiles } from './whisper/modelFiles.ts';
import { loadWhisperConfig, type WhisperConfig } from './whisper/modelConfig.ts';
import type { ParsedFiles } from './whisper/modelJson.ts';
import { discardPrepared, prepareWhisper, type Preparation } from './whisper/prepare/prepareWhisper.ts';
import { loadTokenizer } from './whisper/tokenizer.ts';
import { openWhisperModel, type OpenSession, type WhisperModel } from './whisper/whisperModel.ts';
import { createWhisperRecognizer } from './whisper/whisperRecognizer.ts';

export interface CreateRecognizerOptions extends SessionOptions {
  /** A Hugging Face style folder: JSON files, graphs in `onnx/` or beside them. */
  readonly modelFolder: string;
  /** `auto`, or a dtype that encoder and decoder both have. */
  readonly dtype: string;
  /** Those that `auto` may choose from; null for all that the folder has. */
  readonly dtypes?: readonly string[] | null;
  readonly openSession: OpenSession;
  /** Lets graphs be rewritten for this program where they run on the processor; null runs them as exported. */
  readonly preparation?: Preparation | null;
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
  const { config, tokenizer } = await loadDescription(options.modelFolder);
  const model = await openModel(options, config);
  return { ...createWhisperRecognizer(model, tokenizer), close: () => model.close() };
}

/** What the JSON files say; a file that both parts need is parsed once, and forgotten afterwards. */
async function loadDescription(folder: string) {
  const parsed: ParsedFiles = new Map();
  const config = await loadWhisperConfig(folder, parsed);
  return { config, tokenizer: await loadTokenizer(folder, config, parsed) };
}

async function openModel(options: CreateRecognizerOptions, config: WhisperConfig): Promise<WhisperModel> {
  const { modelFolder, dtype, dtypes = null, device, threads, openSession, preparation = null } = options;
  const sessionOptions: SessionOptions = { device, threads };
  const exported = await findWhisperFiles(modelFolder, dtype, device, dtypes);
  const prepared =
    preparation === null || device !== 'cpu'
      ? null
      : await prepareWhisper(exported, config, sessionOptions, preparation);
  if (prepared !== null) {
    try {
      return await openWhisperModel(prepared, config, openSession, sessionOptions);
    } catch (error) {
      if (!hasErrorCode(error, 'model-incompatible') && !hasErrorCode(error, 'model-missing')) throw error;
      await discardPrepared(prepared);
    }
  }
  return openWhisperModel(exported, config, openSession, sessionOptions);
}
