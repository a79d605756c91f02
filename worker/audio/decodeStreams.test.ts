import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeWhole, fixturePath } from './testDecode.ts';
import { measureTones } from './testTone.ts';

let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'earshot-decode-'));
});
afterAll(async () => {
  await rm(dir, { recursive: true });
});

describe('streams', () => {
  it.each([
    [null, 440, 0.5],
    [1, 440, 0.5],
    [2, 1000, 0.25],
  ] as const)('decodes stream %s of two', async (streamIndex, hertz, amplitude) => {
    const { tracks } = await decodeWhole(fixturePath('two-streams.mkv'), { streamIndex });
    expect(measureTones(tracks)[0]?.[hertz]).toBeCloseTo(amplitude, 1);
  });

  it.each([
    ['two-streams.mkv', 0, 2],
    ['two-streams.mkv', 7, 2],
    ['picture-only.mp4', null, 0],
  ] as const)('finds no audio in %s, stream %s', async (name, streamIndex, audioStreams) => {
    await expect(decodeWhole(fixturePath(name), { streamIndex })).rejects.toMatchObject({
      code: 'media-no-audio',
      details: { path: fixturePath(name), streamIndex, audioStreams },
    });
  });
});

describe('streams that change midway', () => {
  async function joined(name: string, first: string, second: string): Promise<string> {
    const path = join(dir, name);
    await writeFile(
      path,
      Buffer.concat([await readFile(fixturePath(first)), await readFile(fixturePath(second))]),
    );
    return path;
  }

  it('goes on when the rate and the channels change', async () => {
    const path = await joined('narrows.mp3', 'stereo.mp3', 'cover.mp3');
    const mix = await decodeWhole(path);
    expect(mix.tracks).toHaveLength(1);
    expect(mix.tracks[0]?.length).toBeGreaterThan(47_000);
    const [mixed] = measureTones(mix.tracks.map((track) => track.subarray(32_000)));
    expect(mixed?.[440]).toBeCloseTo(0.475, 1);
  });

  it('keeps two tracks when stereo turns mono', async () => {
    const { tracks } = await decodeWhole(await joined('mono.mp3', 'stereo.mp3', 'cover.mp3'), {
      channels: 'split',
    });
    expect(tracks).toHaveLength(2);
    expect(tracks[0]?.subarray(36_000)).toEqual(tracks[1]?.subarray(36_000));
  });

  it('keeps one track when mono turns stereo', async () => {
    const { tracks } = await decodeWhole(await joined('wide.mp3', 'cover.mp3', 'stereo.mp3'), {
      channels: 'split',
    });
    expect(tracks).toHaveLength(1);
    const [tail] = measureTones(tracks.map((track) => track.subarray(20_000)));
    expect(tail?.[440]).toBeCloseTo(0.24, 1);
    expect(tail?.[1000]).toBeCloseTo(0.12, 1);
  });

  // Long enough for reading to leave the event loop.
  it.each([
    ['stereo.mp3', 64_000],
    ['stereo.flac', 64_000],
    ['stereo.webm', 64_000],
  ])('finds the sound of %s again after megabytes of damage', async (name, length) => {
    const clip = await readFile(fixturePath(name));
    const path = join(dir, `damaged-${name}`);
    await writeFile(path, Buffer.concat([clip, Buffer.alloc(8_000_000), clip]));
    const { tracks } = await decodeWhole(path);
    expect(Math.abs((tracks[0]?.length ?? 0) - length)).toBeLessThan(2000);
  });
});
