import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Nine seconds of synthesized speech, silence and noise at 16 kHz; scripts/fixtures/sileroReference.py made it. */
export function readSpeechFixture(): Float32Array {
  const wav = readFileSync(join(import.meta.dirname, 'speech.wav'));
  const headerBytes = 44;
  return Float32Array.from(wav.subarray(headerBytes), decodeMuLaw);
}

/** The samples in blocks of random length, none longer than `maxLength`. */
export function* randomBlocks(
  samples: Float32Array,
  maxLength: number,
  random: () => number,
): Generator<Float32Array, void, undefined> {
  for (let at = 0; at < samples.length;) {
    const length = Math.floor(random() * (maxLength + 1));
    yield samples.subarray(at, at + length);
    at += length;
  }
}

/** ITU-T G.711. */
function decodeMuLaw(byte: number): number {
  const code = ~byte & 255;
  const magnitude = ((((code & 15) << 3) + 132) << ((code >> 4) & 7)) - 132;
  return ((code & 128) === 0 ? magnitude : -magnitude) / 32768;
}
