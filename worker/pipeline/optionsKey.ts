import { createHash } from 'node:crypto';
import type { TranscribeOptions } from '../contract/index.ts';

/** Raised when a change to Earshot makes the same options give other words, so that old transcripts are not reused. */
const PIPELINE_VERSION = 1;

/**
 * Everything a transcript depends on besides the media, as one hash. Device is left out: it decides how fast the same
 * transcript is made, not which one is asked for.
 */
export function optionsKey(options: TranscribeOptions, modelFingerprint: string): string {
  const { device: _device, model: _model, ...content } = options;
  const sorted = Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([PIPELINE_VERSION, modelFingerprint, sorted]))
    .digest('hex');
}
