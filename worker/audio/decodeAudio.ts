import type { Stream } from 'node-av/lib';
import { AppError, type AbortSignalLike, throwIfAborted } from '../contract/index.ts';
import { SAMPLE_RATE, type AudioBlock } from './audioBlock.ts';
import { audioStreams } from './audioStreams.ts';
import { unreadableError } from './mediaError.ts';
import { openMedia, type OpenMedia } from './openMedia.ts';
import { seekMedia } from './seekMedia.ts';
import { createStreamDecoder, type StreamDecoder } from './streamDecoder.ts';

export interface DecodeAudioOptions {
  readonly path: string;
  /** Index among all streams of the file; null is the first audio stream. */
  readonly streamIndex: number | null;
  /** `mix`: one track. `split`: left and right as two tracks; a mono stream still has one. */
  readonly channels: 'mix' | 'split';
  /** Media time of the first block, in seconds, 0 or more; 0 when left out. */
  readonly startSeconds?: number;
  /**
   * How `startSeconds` is reached. `fast` seeks: the samples are those of a full decoding where the container has exact
   * timestamps, and up to some 0.1 s off where it has none (MP3 and AAC without an index). `exact` decodes from the
   * beginning and drops what comes before: the samples are those of a full decoding, always. `fast` when left out.
   */
  readonly seek?: 'fast' | 'exact';
  readonly signal: AbortSignalLike;
}

/** Work done in one go before other tasks of the process have their turn. */
const SLICE_MS = 10;

/**
 * Decodes an audio stream of any file FFmpeg reads into blocks of mono 16 kHz samples, in order and without holes.
 * Sample positions are media time: gaps in the recording are silence, the audio of a video starts where its clock
 * says. The same file gives the same samples each time. Memory does not depend on the length of the file.
 *
 * Works on the thread it is called on in slices of about 10 ms, an hour of AAC in some three seconds. Reading moves off
 * the thread where it turns out slow; only the first pass over a long damaged stretch (some 10 ms per MB) holds it up.
 *
 * Damaged parts are skipped, a cut file ends where its sound ends, an audio stream without any sound yields nothing.
 *
 * Throws what `openMedia` throws; `media-no-audio`; `media-unreadable` (`unsupported`, `undecodable`, `read-failed`);
 * `media-changed` if the file was written to or cut meanwhile; an AbortError once `signal` aborts. Native resources are
 * released when the generator ends, also by `return()`.
 */
export async function* decodeAudio(options: DecodeAudioOptions): AsyncGenerator<AudioBlock, void, undefined> {
  const { signal } = options;
  const { media, decoder, startedAtBeginning } = await openDecoder(options);
  try {
    let sliceEnd = performance.now() + SLICE_MS;
    for (;;) {
      const block = decoder.takeBlock();
      if (block !== null) yield block;
      else if (decoder.ended) break;
      else await decoder.step();
      if (performance.now() > sliceEnd) {
        await new Promise(setImmediate);
        sliceEnd = performance.now() + SLICE_MS;
      }
      throwIfAborted(signal);
    }
    await media.verifyUnchanged();
    await media.verifyReadable(decoder.lastPacketByte);
    if (startedAtBeginning) verifyHeard(media, decoder);
  } catch (error) {
    throwIfAborted(signal);
    await media.verifyUnchanged();
    throw error;
  } finally {
    decoder.free();
    await media.close();
  }
}

interface DecodingMedia {
  readonly media: OpenMedia;
  readonly decoder: StreamDecoder;
  readonly startedAtBeginning: boolean;
}

async function openDecoder(options: DecodeAudioOptions): Promise<DecodingMedia> {
  const { startSeconds = 0, seek = 'fast' } = options;
  if (!(startSeconds >= 0 && startSeconds < Number.MAX_SAFE_INTEGER / SAMPLE_RATE)) {
    throw new AppError('invalid-request', 'startSeconds is no time in a media file.');
  }
  if (seek === 'fast' && startSeconds > 0) {
    const sought = await openAt(options, startSeconds, startSeconds);
    if (sought !== null) return sought;
  }
  const opened = await openAt(options, startSeconds, 0);
  if (opened === null) throw new AppError('internal', 'Opening without a seek cannot fail to seek.');
  return opened;
}

/** Null if the container cannot be read from `originSeconds` on. */
async function openAt(
  options: DecodeAudioOptions,
  startSeconds: number,
  originSeconds: number,
): Promise<DecodingMedia | null> {
  const media = await openMedia(options.path, options.signal);
  try {
    const stream = selectStream(media, options.streamIndex);
    if (originSeconds > 0 && !(await seekMedia(media, stream, originSeconds))) {
      await media.close();
      return null;
    }
    const startSample = Math.round(startSeconds * SAMPLE_RATE);
    const { channels } = options;
    return {
      media,
      decoder: createStreamDecoder({ media, stream, channels, startSample, originSeconds }),
      startedAtBeginning: originSeconds === 0,
    };
  } catch (error) {
    await media.close();
    throw error;
  }
}

function selectStream({ context, path }: OpenMedia, streamIndex: number | null): Stream {
  const streams = audioStreams(context);
  const stream = streams.find(({ index }) => streamIndex === null || index === streamIndex);
  if (stream !== undefined) return stream;
  throw new AppError('media-no-audio', 'The media file has no such audio stream.', {
    details: { path, streamIndex, audioStreams: streams.length },
  });
}

/** An empty recording is fine; a file that says it holds sound, none of which can be decoded, is damaged. */
function verifyHeard({ context, durationSeconds, path }: OpenMedia, decoder: StreamDecoder): void {
  const hasOnlyAudio = context.nbStreams === 1;
  const claimsSound = decoder.packetCount > 0 || (hasOnlyAudio && (durationSeconds ?? 0) > 0);
  if (decoder.frameCount === 0 && claimsSound) throw unreadableError(path, 'undecodable');
}
