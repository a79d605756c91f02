import { AV_NOPTS_VALUE, AVDISCARD_ALL, AVERROR_EAGAIN, AVFMT_TS_DISCONT } from 'node-av/constants';
import { avGetCodecName, Codec, CodecContext, Frame, Packet, type Stream } from 'node-av/lib';
import { SAMPLE_RATE, type AudioBlock } from './audioBlock.ts';
import { createBlockQueue } from './blockQueue.ts';
import { unreadableError } from './mediaError.ts';
import type { OpenMedia } from './openMedia.ts';
import { createResampler, type Resampler } from './resampler.ts';
import { createTimeline } from './timeline.ts';

export interface StreamDecoderOptions {
  readonly media: OpenMedia;
  readonly stream: Stream;
  readonly channels: 'mix' | 'split';
  /** Samples before this one (at 16 kHz) are dropped. */
  readonly startSample: number;
  /** Media time reading starts at, if `seek` was used; 0 otherwise. */
  readonly originSeconds: number;
}

/** Decodes one audio stream, a packet per `step`. */
export interface StreamDecoder {
  readonly ended: boolean;
  readonly packetCount: number;
  readonly frameCount: number;
  /** Byte offset of the last packet; -1 if the container gives none. */
  readonly lastPacketByte: number;
  /** Reads and decodes one packet. Returns a promise only where the last read was slow (a network drive, damaged data). */
  step(): void | Promise<void>;
  /** The next finished block, or null until more steps are made. */
  takeBlock(): AudioBlock | null;
  free(): void;
}

/** A meeting recorder has fewer; more is a damaged or made-up header. FFmpeg's own `pan` filter ends at 64. */
const MAX_CHANNELS = 64;
/** Twice the highest rate of any recorder (384 kHz), and the least that carries speech. */
const SAMPLE_RATES = { min: 2_000, max: 768_000 };
/** Largest frame a decoder may make, in samples: above it lie damaged headers (Monkey's Audio goes to 1.2 million). */
const MAX_FRAME_SAMPLES = 8_388_608;
/** A read that took longer is followed by one off the event loop. */
const SLOW_READ_MS = 20;

/** Throws `media-unreadable` (`unsupported`) if there is no decoder for the stream or its header is absurd. */
export function createStreamDecoder(options: StreamDecoderOptions): StreamDecoder {
  const { media, stream, channels } = options;
  const { context, path } = media;
  const streamIndex = stream.index;
  const { num, den } = stream.timeBase;
  const timeline = createTimeline({
    originSeconds: options.originSeconds,
    durationSeconds: media.durationSeconds,
    mayRestart: ((context.iformat?.flags ?? 0) & AVFMT_TS_DISCONT) !== 0,
  });
  const codec = openCodec(path, stream);
  const packet = new Packet();
  packet.alloc();
  const frame = new Frame();
  frame.alloc();
  let resampler: Resampler | null = null;
  /** Decided by the first frame and kept, whatever the stream turns into. */
  let trackCount: 1 | 2 | null = null;
  const queue = createBlockQueue(options.startSample, () => trackCount ?? 1);
  let pendingSamples = 0;
  let lastReadMs = 0;
  let lastPacketByte = -1;
  let packetCount = 0;
  let frameCount = 0;
  let ended = false;

  for (const other of context.streams) {
    if (other.index !== streamIndex) other.discard = AVDISCARD_ALL;
  }

  const drainResampler = (): void => {
    if (resampler === null) return;
    for (let length = resampler.pull(); length > 0; length = resampler.pull()) {
      if (!queue.drop(length)) queue.add(repeatTrack(resampler.read(), trackCount ?? 1));
    }
    pendingSamples = 0;
  };

  const finishResampler = (): void => {
    if (resampler === null) return;
    resampler.finish();
    drainResampler();
    resampler.free();
    resampler = null;
  };

  const acceptFrame = (): void => {
    const { sampleRate, nbSamples, pts } = frame;
    if (nbSamples <= 0) return;
    checkFormat(path, sampleRate, frame.channels);
    frameCount += 1;
    const seconds = pts === AV_NOPTS_VALUE ? null : (Number(pts) * num) / den - media.clockStartSeconds;
    const start = timeline.place(seconds, nbSamples / sampleRate);
    if (start !== null || resampler?.accepts(frame) === false) finishResampler();
    if (start !== null) queue.beginAt(Math.round(start * SAMPLE_RATE));
    resampler ??= createResampler(frame, trackCount === 1 ? 'mix' : channels);
    if (resampler === null) throw unreadableError(path, 'unsupported', { channels: frame.channels });
    trackCount ??= resampler.trackCount;
    resampler.push(frame);
    pendingSamples += nbSamples;
    if (pendingSamples >= sampleRate) drainResampler();
  };

  /** Damaged packets are skipped: what can be heard is decoded. */
  const decode = (input: Packet | null): void => {
    codec.sendPacketSync(input);
    while (codec.receiveFrameSync(frame) >= 0) acceptFrame();
  };

  /** Demuxers answer the end of a cut file with many codes, so that any but "again" is the end. */
  const handleRead = (code: number): void => {
    if (code >= 0) {
      if (packet.streamIndex === streamIndex) {
        packetCount += 1;
        lastPacketByte = Number(packet.pos);
        decode(packet);
      }
      packet.unref();
    } else if (code !== AVERROR_EAGAIN) {
      decode(null);
      finishResampler();
      ended = true;
    }
  };

  return {
    get ended() {
      return ended;
    },
    get packetCount() {
      return packetCount;
    },
    get frameCount() {
      return frameCount;
    },
    get lastPacketByte() {
      return lastPacketByte;
    },
    step() {
      const startedAt = performance.now();
      const timed = (code: number): void => {
        lastReadMs = performance.now() - startedAt;
        handleRead(code);
      };
      if (lastReadMs > SLOW_READ_MS) return context.readFrame(packet).then(timed);
      timed(context.readFrameSync(packet));
    },
    takeBlock: () => queue.take(),
    free() {
      resampler?.free();
      frame.free();
      packet.free();
      codec.freeContext();
    },
  };
}

/** A stereo stream that turns mono sounds the same on both sides. */
function repeatTrack(tracks: Float32Array[], count: number): Float32Array[] {
  const [only] = tracks;
  return only !== undefined && tracks.length < count ? [only, only.slice()] : tracks;
}

function openCodec(path: string, stream: Stream): CodecContext {
  const { codecpar } = stream;
  const decoder = Codec.findDecoder(codecpar.codecId);
  const details = { codec: avGetCodecName(codecpar.codecId) ?? 'unknown' };
  if (decoder === null) throw unreadableError(path, 'unsupported', details);
  const codec = new CodecContext();
  codec.allocContext3(decoder);
  codec.parametersToContext(codecpar);
  codec.pktTimebase = stream.timeBase;
  codec.threadCount = 1;
  // Not through a dictionary: `open2Sync` of node-av 6.1.1 frees it and so does its wrapper.
  codec.setOption('max_samples', BigInt(MAX_FRAME_SAMPLES));
  if (codec.open2Sync(decoder) >= 0) return codec;
  codec.freeContext();
  throw unreadableError(path, 'unsupported', details);
}

function checkFormat(path: string, sampleRate: number, channels: number): void {
  const isAbsurd =
    sampleRate < SAMPLE_RATES.min || sampleRate > SAMPLE_RATES.max || channels < 1 || channels > MAX_CHANNELS;
  if (isAbsurd) throw unreadableError(path, 'unsupported', { sampleRate, channels });
}
