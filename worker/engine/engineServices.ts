import type { Recognizer } from '../asr/recognizer.ts';
import type { Device } from '../inference/executionProviders.ts';
import type { Session, SessionOptions } from '../inference/session.ts';

export type OpenSession = (path: string, options: SessionOptions) => Promise<Session>;

export interface CreateRecognizerOptions {
  readonly modelFolder: string;
  readonly dtype: string;
  readonly device: Device;
  readonly threads: number;
  readonly openSession: OpenSession;
}

/** What the engine is made of; tests put a small recognizer in place of the real one. */
export interface EngineServices {
  readonly openSession: OpenSession;
  readonly createRecognizer: (
    options: CreateRecognizerOptions,
  ) => Promise<Recognizer & { close(): Promise<void> }>;
}
