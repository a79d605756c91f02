import { describe, expect, it } from 'vitest';
import { readWav, writeWav } from './wav.ts';

const channels = [Float32Array.of(0, 0.5, -1, 0.25), Float32Array.of(1, -0.5, 0, 2)];

describe('writeWav', () => {
  it('writes the 44-byte header and interleaved 16-bit samples', () => {
    const bytes = writeWav({ sampleRate: 8000, channels: [Float32Array.of(0, 0.5, -1)] });
    expect(Buffer.from(bytes).toString('hex')).toBe(
      '524946462a00000057415645' +
        '666d7420100000000100010040' +
        '1f0000803e000002001000' +
        '6461746106000000' +
        '000000400080',
    );
  });

  it('refuses channels of different lengths and a file without channels', () => {
    const uneven = { sampleRate: 8000, channels: [new Float32Array(1), new Float32Array(2)] };
    expect(() => writeWav(uneven)).toThrow(expect.objectContaining({ code: 'invalid-request' }));
    expect(() => writeWav({ sampleRate: 8000, channels: [] })).toThrow(
      expect.objectContaining({ code: 'invalid-request' }),
    );
  });
});

describe('readWav', () => {
  it('gives back what was written as floats exactly', () => {
    const audio = { sampleRate: 44_100, channels };
    expect(readWav(writeWav(audio, 'float32'))).toEqual(audio);
  });

  it('gives back 16-bit samples with what is above full scale clipped', () => {
    expect(readWav(writeWav({ sampleRate: 16_000, channels }, 'pcm16'))).toEqual({
      sampleRate: 16_000,
      channels: [
        Float32Array.of(0, 0.5, -1, 0.25),
        Float32Array.of(32_767 / 32_768, -0.5, 0, 32_767 / 32_768),
      ],
    });
  });

  it('skips other chunks, odd lengths included', () => {
    const plain = Buffer.from(writeWav({ sampleRate: 8000, channels: [Float32Array.of(0.5)] }));
    const list = Buffer.from('LIST\x03\0\0\0abc\0', 'latin1');
    const bytes = Buffer.concat([plain.subarray(0, 36), list, plain.subarray(36)]);
    expect(readWav(bytes).channels).toEqual([Float32Array.of(0.5)]);
  });

  it('reads the whole frames of a file that was cut', () => {
    const whole = writeWav({ sampleRate: 8000, channels }, 'pcm16');
    const cut = readWav(whole.subarray(0, whole.length - 3));
    expect(cut.channels.map((channel) => channel.length)).toEqual([3, 3]);
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['text', Buffer.from('RIFFxxxxWAVXfmt ')],
    ['no sound chunk', writeWav({ sampleRate: 8000, channels }).subarray(0, 36)],
    ['a sound chunk before the format', Buffer.from('RIFF\0\0\0\0WAVEdata\0\0\0\0', 'latin1')],
    [
      '24 bits',
      Uint8Array.from(writeWav({ sampleRate: 8000, channels }), (byte, at) => (at === 34 ? 24 : byte)),
    ],
  ])('refuses %s', (_name, bytes) => {
    expect(() => readWav(bytes)).toThrow(expect.objectContaining({ code: 'media-unreadable' }));
  });
});
