import { AVSEEK_FLAG_BACKWARD } from 'node-av/constants';
import type { Stream } from 'node-av/lib';
import type { OpenMedia } from './openMedia.ts';

/**
 * Reading starts this much before the time asked for, so that codecs which build on earlier packets have settled by
 * then: Opus asks for 80 ms (RFC 7845, 4.6), MP3 and AAC need a few frames.
 */
const PREROLL_SECONDS = 0.5;

/** Moves reading to just before `seconds` of media time. False if the container cannot seek. */
export async function seekMedia(media: OpenMedia, stream: Stream, seconds: number): Promise<boolean> {
  const { num, den } = stream.timeBase;
  const target = Math.max(0, seconds - PREROLL_SECONDS) + media.clockStartSeconds;
  const timestamp = BigInt(Math.floor((target * den) / num));
  return (await media.context.seekFrame(stream.index, timestamp, AVSEEK_FLAG_BACKWARD)) >= 0;
}
