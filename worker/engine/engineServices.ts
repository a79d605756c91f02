import type { CreateRecognizerOptions, OpenRecognizer } from '../asr/createRecognizer.ts';
import type { Session, SessionOptions } from '../inference/session.ts';

export type OpenSession = (path: string, options: SessionOptions) => Promise<Session>;

/** What the engine is made of; tests put a small recognizer in place of the real one. */
export interface EngineServices {
  readonly openSession: OpenSession;
  readonly createRecognizer: (options: CreateRecognizerOptions) => Promise<OpenRecognizer>;
}
