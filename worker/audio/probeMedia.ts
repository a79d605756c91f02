import { extname } from 'node:path';
import { AV_DISPOSITION_ATTACHED_PIC, AVMEDIA_TYPE_VIDEO } from 'node-av/constants';
import { avGetCodecName, type FormatContext, type Stream } from 'node-av/lib';
import type { AbortSignalLike, AudioStreamInfo, MediaInfo } from '../contract/index.ts';
import { audioStreams } from './audioStreams.ts';
import { openMedia } from './openMedia.ts';

/** ISO 639-2; MP4 writes it where it knows nothing. */
const UNDETERMINED_LANGUAGE = 'und';

/**
 * Reads what a media file says about itself, without decoding it. A file without an audio stream is no error here:
 * its `audioStreams` is empty. Cover art does not count as video.
 *
 * Throws what `openMedia` throws.
 */
export async function probeMedia(
  path: string,
  signal: AbortSignalLike = new AbortController().signal,
): Promise<MediaInfo> {
  const media = await openMedia(path, signal);
  try {
    return {
      path: media.path,
      container: containerName(media.context, media.path),
      durationSeconds: media.durationSeconds,
      sizeBytes: media.sizeBytes,
      hasVideo: media.context.streams.some(isVideo),
      audioStreams: audioStreams(media.context).map(describeStream),
    };
  } finally {
    await media.close();
  }
}

function isVideo({ codecpar, disposition }: Stream): boolean {
  return codecpar.codecType === AVMEDIA_TYPE_VIDEO && (disposition & AV_DISPOSITION_ATTACHED_PIC) === 0;
}

function describeStream({ index, codecpar, metadata }: Stream): AudioStreamInfo {
  const language = metadata?.get('language') ?? null;
  return {
    index,
    codec: avGetCodecName(codecpar.codecId) ?? 'unknown',
    channels: codecpar.channels,
    sampleRate: codecpar.sampleRate,
    language: language === UNDETERMINED_LANGUAGE ? null : language,
    title: metadata?.get('title') ?? null,
  };
}

/** FFmpeg calls a demuxer by all it reads ("mov,mp4,m4a,..."): the extension of the file picks one of them. */
function containerName(context: FormatContext, path: string): string {
  const names = context.iformat?.name?.split(',') ?? [];
  const extension = extname(path).slice(1).toLowerCase();
  return names.find((name) => name === extension) ?? names[0] ?? 'unknown';
}
