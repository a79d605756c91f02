import type { ChunkResult } from '../asr/recognizer.ts';
import type { Segment } from '../contract/index.ts';
import { createSpeakerLabel } from '../transcripts/speakerLabel.ts';
import { sourceSpan, sourceTime } from '../vad/sourceTime.ts';
import type { SpeechChunk } from '../vad/speechChunk.ts';

/** What the recognizer heard in a chunk, with times in seconds of the media. */
export function createSegments(
  chunk: Pick<SpeechChunk, 'pieces'>,
  result: ChunkResult,
  channel: number | null,
): Segment[] {
  return result.segments.map(({ tokens: _tokens, ...segment }) => {
    const start = sourceTime(chunk, segment.start, 'start');
    return {
      ...segment,
      start,
      end: Math.max(start, sourceTime(chunk, segment.end, 'end')),
      language: result.language,
      channel,
      // Each side of a call is a speaker.
      speaker: channel === null ? null : createSpeakerLabel(channel),
      words: segment.words.map((word) => ({ ...word, ...sourceSpan(chunk, word) })),
    };
  });
}
