import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeWhole, fixturePath } from './testDecode.ts';
import { findOnset, makeTone, measureTones } from './testTone.ts';
import { writeTestWav } from './testWav.ts';

let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'earshot-decode-'));
});
afterAll(async () => {
  await rm(dir, { recursive: true });
});

describe('formats', () => {
  // Length in samples at 16 kHz; lossy codecs without a trim mark add up to some frames of padding.
  it.each([
    ['stereo.mp3', 32_000],
    ['stereo.m4a', 32_000],
    ['stereo.aac', 32_694],
    ['stereo.flac', 32_000],
    ['stereo.ogg', 32_000],
    ['stereo.opus', 32_000],
    ['stereo.webm', 32_000],
    ['stereo.wma', 33_423],
    ['stereo.ac3', 32_256],
    ['stereo.avi', 33_019],
    ['stereo.flv', 33_019],
  ])('decodes %s: length, mix and sides', async (name, length) => {
    const mix = await decodeWhole(fixturePath(name));
    const sides = await decodeWhole(fixturePath(name), { channels: 'split' });
    expect([mix.startSample, ...mix.tracks.map((track) => track.length)]).toEqual([0, length]);
    expect([sides.startSample, ...sides.tracks.map((track) => track.length)]).toEqual([0, length, length]);
    const [mixed] = measureTones(mix.tracks);
    expect(mixed?.[440]).toBeCloseTo(0.25, 1);
    expect(mixed?.[1000]).toBeCloseTo(0.125, 1);
    const [left, right] = measureTones(sides.tracks);
    expect(Math.abs((left?.[440] ?? 0) - 0.5)).toBeLessThan(0.08);
    expect(Math.abs((right?.[1000] ?? 0) - 0.25)).toBeLessThan(0.06);
    expect(left?.[1000]).toBeLessThan(0.06);
    expect(right?.[440]).toBeLessThan(0.08);
  });

  it.each(['mono.aiff', 'mono.au', 'mono.mov', 'mono.caf', 'mono.g722', 'mono.wv'])(
    'decodes %s to one track, split or not',
    async (name) => {
      const mix = await decodeWhole(fixturePath(name));
      expect(mix.tracks.map((track) => track.length)).toEqual([16_000]);
      expect(measureTones(mix.tracks)[0]?.[440]).toBeCloseTo(0.5, 2);
      expect(await decodeWhole(fixturePath(name), { channels: 'split' })).toEqual(mix);
    },
  );

  it('decodes AMR, frame by frame of 20 ms', async () => {
    const path = join(dir, 'noise.amr');
    const frame = Buffer.from([0x3c, ...Array.from({ length: 31 }, (_, index) => (index * 73) % 256)]);
    await writeFile(path, Buffer.concat([Buffer.from('#!AMR\n'), ...Array<Buffer>(50).fill(frame)]));
    const { tracks } = await decodeWhole(path);
    expect(tracks.map((track) => track.length)).toEqual([16_000]);
    expect(findOnset(tracks[0])).toBeGreaterThan(0);
  });

  it('decodes digital silence to zeros', async () => {
    const { tracks } = await decodeWhole(fixturePath('silent.mp3'));
    expect(tracks).toEqual([new Float32Array(32_000)]);
  });

  it('hears the centre of surround sound, on both sides when split', async () => {
    const path = fixturePath('surround.flac');
    const [mix] = measureTones((await decodeWhole(path)).tracks);
    const sides = measureTones((await decodeWhole(path, { channels: 'split' })).tracks);
    expect(mix?.[440]).toBeGreaterThan(0.1);
    expect(sides.map((side) => side[440] > 0.1)).toEqual([true, true]);
  });

  it('averages channels that have no places', async () => {
    const tone = makeTone(440, 0.6, 16_000, 1);
    const silent = new Float32Array(16_000);
    const path = await writeTestWav(
      join(dir, 'twelve.wav'),
      16_000,
      tone,
      ...Array<Float32Array>(11).fill(silent),
    );
    const [mix] = measureTones((await decodeWhole(path)).tracks);
    expect(mix?.[440]).toBeCloseTo(0.05, 4);
    const [even, odd] = measureTones((await decodeWhole(path, { channels: 'split' })).tracks);
    expect(even?.[440]).toBeCloseTo(0.1, 4);
    expect(odd?.[440]).toBe(0);
  });
});
