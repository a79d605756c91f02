import type { RecognizerChunk, RecognizerInfo, RecognizerOptions, ChunkResult } from '../asr/recognizer.ts';
import type { LoadedModel, SerializedError } from '../contract/index.ts';
import type { DeviceChoice, DeviceFailure } from '../inference/deviceChooser.ts';
import type { Device, ExecutionProvider } from '../inference/executionProviders.ts';
import type { SpeedMeasurement } from '../inference/measureSpeed.ts';
import type { SpeechDetection } from '../vad/sileroVad.ts';
import type { VadState } from '../vad/vadState.ts';

/** What the inference thread is started with. */
export interface EngineThreadData {
  readonly threads: number;
  readonly unloadAfterMs: number | null;
  readonly maxWeightBytes: number | null;
  /** Where models rewritten for this program are kept; null runs all models as they were exported. */
  readonly preparedModelsFolder: string | null;
  /** Failures seen by earlier threads of this process. */
  readonly failures: readonly DeviceFailure[];
}

export interface RecognizerRequest {
  readonly modelId: string;
  readonly modelFolder: string;
  /** Says which files the folder holds: with others, one that is in memory is not shared. */
  readonly content?: string;
  /** `auto`, or a dtype the model folder has files for. */
  readonly dtype: string;
  /** Those that `auto` may choose from, where not all that lies in the folder is complete. */
  readonly dtypes?: readonly string[] | null;
  readonly device: 'auto' | Device;
}

export interface DetectorRequest {
  readonly modelId: string;
  /** The detector's ONNX file. */
  readonly modelPath: string;
}

/** Everything the thread can be asked, by method. A handle is a number that the client chose when opening. */
export interface EngineCalls {
  openRecognizer: { params: RecognizerRequest & { readonly handle: number }; result: RecognizerInfo };
  detectLanguage: {
    params: { readonly handle: number; readonly chunks: readonly RecognizerChunk[] };
    result: Readonly<Record<string, number>>;
  };
  /** Sends a `chunk` message for each result before it returns. */
  recognize: {
    params: {
      readonly handle: number;
      readonly chunks: readonly RecognizerChunk[];
      readonly options: RecognizerOptions;
    };
    result: null;
  };
  openDetector: { params: DetectorRequest & { readonly handle: number }; result: null };
  /** `samples` null ends the media. */
  detectSpeech: {
    params: { readonly handle: number; readonly samples: Float32Array | null; readonly state: VadState };
    result: SpeechDetection & { readonly state: VadState };
  };
  close: { params: { readonly handle: number }; result: null };
  /** Waits for recognizer calls in progress. */
  measureSpeed: { params: { readonly device: 'auto' | Device }; result: SpeedMeasurement };
  unload: { params: { readonly modelId: string | null }; result: null };
}

export type EngineMethod = keyof EngineCalls;

export type EngineCall = {
  [Method in EngineMethod]: {
    readonly type: 'call';
    readonly id: number;
    readonly method: Method;
    readonly params: EngineCalls[Method]['params'];
    /** One shared number that becomes 1 when the caller cancels: messages do not arrive while a run blocks the thread. */
    readonly abortFlag: Int32Array;
  };
}[EngineMethod];

export type EngineRequest =
  | EngineCall
  /** Follows the flag, for listeners that do not look at it. */
  | { readonly type: 'abort'; readonly id: number }
  /** Finish the call in progress, release every session and exit. */
  | { readonly type: 'stop' };

export type EngineMessage =
  | { readonly type: 'ready'; readonly executionProviders: readonly ExecutionProvider[] }
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: SerializedError }
  | { readonly type: 'chunk'; readonly id: number; readonly chunk: ChunkResult }
  /** The model that a call opens is rewritten for this program first, which takes seconds and happens once. */
  | { readonly type: 'preparing-model'; readonly id: number }
  /** A model runs on another device than before. */
  | { readonly type: 'recognizer-changed'; readonly handle: number; readonly info: RecognizerInfo }
  | { readonly type: 'device-chosen'; readonly choice: DeviceChoice }
  | { readonly type: 'device-failed'; readonly failure: DeviceFailure }
  | { readonly type: 'loaded-models-changed'; readonly loadedModels: readonly LoadedModel[] };
