import { AppError } from '../contract/index.ts';

export interface WavAudio {
  /** Samples per second. */
  readonly sampleRate: number;
  /** One array per channel, equally long, full scale at 1. */
  readonly channels: readonly Float32Array[];
}

export type WavEncoding = 'pcm16' | 'float32';

/** WAVE_FORMAT_* tags of Microsoft's RIFF specification. */
const FORMAT_PCM = 1;
const FORMAT_FLOAT = 3;
const FORMAT_EXTENSIBLE = 0xfffe;
const HEADER_BYTES = 44;
/** RIFF counts bytes in 32 bits. */
const MAX_DATA_BYTES = 0xffff_ffff - HEADER_BYTES;
const PCM16_SCALE = 32_768;

/** A whole WAV file: 16-bit PCM (clipped, rounded to nearest) or 32-bit float. Throws `invalid-request` beyond 4 GB. */
export function writeWav(
  { sampleRate, channels }: WavAudio,
  encoding: WavEncoding = 'pcm16',
): Uint8Array<ArrayBuffer> {
  const sampleBytes = encoding === 'pcm16' ? 2 : 4;
  const length = channels[0]?.length ?? 0;
  const frameBytes = sampleBytes * channels.length;
  const dataBytes = length * frameBytes;
  const hasOneLength = channels.every((channel) => channel.length === length);
  if (channels.length === 0 || !hasOneLength || dataBytes > MAX_DATA_BYTES) {
    throw new AppError('invalid-request', 'This audio does not fit into a WAV file.');
  }
  const view = new DataView(new ArrayBuffer(HEADER_BYTES + dataBytes));
  writeTag(view, 0, 'RIFF');
  view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true);
  writeTag(view, 8, 'WAVE');
  writeTag(view, 12, 'fmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, encoding === 'pcm16' ? FORMAT_PCM : FORMAT_FLOAT, true);
  view.setUint16(22, channels.length, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * frameBytes, true);
  view.setUint16(32, frameBytes, true);
  view.setUint16(34, sampleBytes * 8, true);
  writeTag(view, 36, 'data');
  view.setUint32(40, dataBytes, true);
  channels.forEach((channel, index) => {
    for (let frame = 0; frame < length; frame += 1) {
      const offset = HEADER_BYTES + frame * frameBytes + index * sampleBytes;
      const value = channel[frame] ?? 0;
      if (encoding === 'float32') view.setFloat32(offset, value, true);
      else view.setInt16(offset, toPcm16(value), true);
    }
  });
  return new Uint8Array(view.buffer);
}

/**
 * Reads a WAV file of 16-bit PCM or 32-bit float, with any other chunks around the sound; a file cut short gives the
 * whole frames that are there. Other files go through `decodeAudio`. Throws `media-unreadable`.
 */
export function readWav(bytes: Uint8Array): WavAudio {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (readTag(view, 0) !== 'RIFF' || readTag(view, 8) !== 'WAVE') throw notWav();
  let format: WavFormat | null = null;
  for (let offset = 12; offset + 8 <= view.byteLength;) {
    const tag = readTag(view, offset);
    const declaredBytes = view.getUint32(offset + 4, true);
    const start = offset + 8;
    const end = Math.min(start + declaredBytes, view.byteLength);
    if (tag === 'fmt ' && end - start >= 16) format = readFormat(view, start, end - start);
    if (tag === 'data') {
      if (format === null) throw notWav();
      return { sampleRate: format.sampleRate, channels: readChannels(view, start, end, format) };
    }
    offset = start + declaredBytes + (declaredBytes % 2);
  }
  throw notWav();
}

interface WavFormat {
  readonly encoding: WavEncoding;
  readonly channelCount: number;
  readonly sampleRate: number;
}

function readFormat(view: DataView, start: number, length: number): WavFormat {
  const declaredTag = view.getUint16(start, true);
  const tag =
    declaredTag === FORMAT_EXTENSIBLE && length >= 26 ? view.getUint16(start + 24, true) : declaredTag;
  const channelCount = view.getUint16(start + 2, true);
  const sampleRate = view.getUint32(start + 4, true);
  const sampleBits = view.getUint16(start + 14, true);
  const isPcm16 = tag === FORMAT_PCM && sampleBits === 16;
  const isFloat32 = tag === FORMAT_FLOAT && sampleBits === 32;
  if ((!isPcm16 && !isFloat32) || channelCount === 0 || sampleRate === 0) throw notWav();
  return { encoding: isPcm16 ? 'pcm16' : 'float32', channelCount, sampleRate };
}

function readChannels(view: DataView, start: number, end: number, format: WavFormat): Float32Array[] {
  const sampleBytes = format.encoding === 'pcm16' ? 2 : 4;
  const frameBytes = sampleBytes * format.channelCount;
  const length = Math.floor((end - start) / frameBytes);
  return Array.from({ length: format.channelCount }, (_, channel) => {
    const first = start + channel * sampleBytes;
    return Float32Array.from({ length }, (_value, frame) =>
      format.encoding === 'pcm16'
        ? view.getInt16(first + frame * frameBytes, true) / PCM16_SCALE
        : view.getFloat32(first + frame * frameBytes, true),
    );
  });
}

function toPcm16(value: number): number {
  return Math.max(-PCM16_SCALE, Math.min(PCM16_SCALE - 1, Math.round(value * PCM16_SCALE)));
}

function writeTag(view: DataView, offset: number, tag: string): void {
  for (let index = 0; index < 4; index += 1) view.setUint8(offset + index, tag.charCodeAt(index));
}

function readTag(view: DataView, offset: number): string {
  if (offset + 4 > view.byteLength) return '';
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(offset + index)));
}

function notWav(): AppError {
  return new AppError('media-unreadable', 'Not a WAV file of 16-bit PCM or 32-bit float.', {
    details: { reason: 'unsupported' },
  });
}
