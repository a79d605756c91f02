import { isAbsolute } from 'node:path';
import {
  AppError,
  DEFAULT_TRANSCRIBE_OPTIONS,
  type JobSnapshot,
  type Settings,
  type TranscribeOptions,
} from '../contract/index.ts';
import type { JobQueue } from '../jobs/jobQueue.ts';
import { withoutUndefined } from '../lib/withoutUndefined.ts';
import { startOnce } from './startOnce.ts';

export interface StartTranscription {
  /** Absolute. */
  readonly path: string;
  /** What the person chose; the settings, then the defaults, say the rest. */
  readonly options: { readonly [Field in keyof TranscribeOptions]?: TranscribeOptions[Field] | undefined };
  readonly force: boolean;
}

/**
 * Queues a transcription. A job for the same file with the same options that was not finished is taken up again
 * instead, where it stopped. Throws `invalid-request` for a path that is not absolute.
 */
export function startTranscription(
  { queue, settings }: { readonly queue: JobQueue; readonly settings: Settings },
  { path, options: chosen, force }: StartTranscription,
): JobSnapshot {
  if (!isAbsolute(path)) {
    throw new AppError('invalid-request', 'The path of the media is not absolute.', { details: { path } });
  }
  const options: TranscribeOptions = {
    ...DEFAULT_TRANSCRIBE_OPTIONS,
    model: settings.defaultModel,
    language: settings.defaultLanguage,
    device: settings.device,
    ...withoutUndefined(chosen),
  };
  const params = { path, options, force };
  return startOnce(queue, 'transcribe', params);
}
