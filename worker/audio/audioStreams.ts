import { AVMEDIA_TYPE_AUDIO } from 'node-av/constants';
import type { FormatContext, Stream } from 'node-av/lib';

/** The audio streams of an open file, in the file's order. */
export function audioStreams(context: FormatContext): Stream[] {
  return context.streams.filter((stream) => stream.codecpar.codecType === AVMEDIA_TYPE_AUDIO);
}
