import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeAudio } from './decodeAudio.ts';
import { decodeWhole, fixturePath } from './testDecode.ts';
import { amplitudeAt, makeTone } from './testTone.ts';
import { writeWav } from './wav.ts';

let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'earshot-decode-'));
});
afterAll(async () => {
  await rm(dir, { recursive: true });
});

async function writeTestWav(name: string, sampleRate: number, ...channels: Float32Array[]): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, writeWav({ sampleRate, channels }, 'float32'));
  return path;
}

/** Tone amplitudes on each track over half a second of the middle, where every codec has settled. */
function measure(tracks: readonly Float32Array[]): { 440: number; 1000: number }[] {
  return tracks.map((track) => {
    const middle = track.subarray(8000 - 1600, 16_000 - 1600);
    return { 440: amplitudeAt(440, middle), 1000: amplitudeAt(1000, middle) };
  });
}

/** Where a track rises above a twentieth of full scale, in samples. */
function onset(samples: Float32Array | undefined): number {
  return samples?.findIndex((value) => Math.abs(value) > 0.05) ?? -1;
}

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
    const [mixed] = measure(mix.tracks);
    expect(mixed?.[440]).toBeCloseTo(0.25, 1);
    expect(mixed?.[1000]).toBeCloseTo(0.125, 1);
    const [left, right] = measure(sides.tracks);
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
      expect(measure(mix.tracks)[0]?.[440]).toBeCloseTo(0.5, 2);
      expect(await decodeWhole(fixturePath(name), { channels: 'split' })).toEqual(mix);
    },
  );

  it('decodes AMR, frame by frame of 20 ms', async () => {
    const path = join(dir, 'noise.amr');
    const frame = Buffer.from([0x3c, ...Array.from({ length: 31 }, (_, index) => (index * 73) % 256)]);
    await writeFile(path, Buffer.concat([Buffer.from('#!AMR\n'), ...Array<Buffer>(50).fill(frame)]));
    const { tracks } = await decodeWhole(path);
    expect(tracks.map((track) => track.length)).toEqual([16_000]);
    expect(onset(tracks[0])).toBeGreaterThan(0);
  });

  it('decodes digital silence to zeros', async () => {
    const { tracks } = await decodeWhole(fixturePath('silent.mp3'));
    expect(tracks).toEqual([new Float32Array(32_000)]);
  });

  it('hears the centre of surround sound, on both sides when split', async () => {
    const path = fixturePath('surround.flac');
    const [mix] = measure((await decodeWhole(path)).tracks);
    const sides = measure((await decodeWhole(path, { channels: 'split' })).tracks);
    expect(mix?.[440]).toBeGreaterThan(0.1);
    expect(sides.map((side) => side[440] > 0.1)).toEqual([true, true]);
  });

  it('averages channels that have no places', async () => {
    const tone = makeTone(440, 0.6, 16_000, 1);
    const silent = new Float32Array(16_000);
    const path = await writeTestWav('twelve.wav', 16_000, tone, ...Array<Float32Array>(11).fill(silent));
    const [mix] = measure((await decodeWhole(path)).tracks);
    expect(mix?.[440]).toBeCloseTo(0.05, 4);
    const [even, odd] = measure((await decodeWhole(path, { channels: 'split' })).tracks);
    expect(even?.[440]).toBeCloseTo(0.1, 4);
    expect(odd?.[440]).toBe(0);
  });
});

describe('samples', () => {
  it('passes 16 kHz mono through unchanged', async () => {
    const tone = makeTone(300, 0.9, 16_000, 2.5);
    expect((await decodeWhole(await writeTestWav('same.wav', 16_000, tone))).tracks).toEqual([tone]);
  });

  it.each([8000, 11_025, 22_050, 44_100, 48_000, 96_000])('resamples %i Hz in place', async (sampleRate) => {
    const path = await writeTestWav(
      `${String(sampleRate)}.wav`,
      sampleRate,
      makeTone(1000, 0.5, sampleRate, 2),
    );
    const { tracks } = await decodeWhole(path);
    const expected = makeTone(1000, 0.5, 16_000, 2);
    expect(tracks[0]).toHaveLength(32_000);
    const middle = tracks[0]?.subarray(1000, 31_000) ?? new Float32Array();
    const error = middle.reduce(
      (worst, value, index) => Math.max(worst, Math.abs(value - (expected[index + 1000] ?? 9))),
      0,
    );
    expect(error).toBeLessThan(0.002);
  });

  it('does not clip or lose a signal that is the same on both sides', async () => {
    const tone = makeTone(440, 1, 16_000, 1);
    const { tracks } = await decodeWhole(await writeTestWav('loud.wav', 16_000, tone, tone));
    expect(measure(tracks)[0]?.[440]).toBeCloseTo(1, 4);
  });

  it('gives the same samples every time', async () => {
    const path = fixturePath('stereo.opus');
    expect(await decodeWhole(path)).toEqual(await decodeWhole(path));
  });

  it('turns samples that are no numbers into silence', async () => {
    const broken = Float32Array.of(...makeTone(440, 0.5, 16_000, 0.5), Number.NaN, Infinity, -Infinity, 0.25);
    const { tracks } = await decodeWhole(await writeTestWav('nan.wav', 16_000, broken));
    expect(tracks[0]?.every((value) => Number.isFinite(value))).toBe(true);
    expect(tracks[0]?.at(-1)).toBe(0.25);
  });

  it('yields nothing for a file without sound', async () => {
    const path = await writeTestWav('none.wav', 16_000, new Float32Array());
    expect(await decodeWhole(path)).toEqual({ startSample: null, tracks: [] });
  });
});

describe('time', () => {
  it.each(['late.mp4', 'late.mkv', 'late.m2t'])('keeps the sound of %s half a second late', async (name) => {
    const { startSample, tracks } = await decodeWhole(fixturePath(name));
    expect(startSample).toBe(0);
    expect(Math.abs(onset(tracks[0]) - 8000)).toBeLessThan(160);
  });

  it('keeps a gap as silence', async () => {
    const { tracks } = await decodeWhole(fixturePath('gap.mkv'));
    expect(tracks[0]).toHaveLength(64_000);
    // Cut out in frames of 1,024 samples at 8 kHz: silence from 1.024 s to 3.072 s, but for the filter's ringing.
    expect(tracks[0]?.subarray(16_384 + 40, 49_152 - 40).every((value) => value === 0)).toBe(true);
    expect(onset(tracks[0]?.subarray(49_152 - 40))).toBeLessThan(60);
    expect(onset(tracks[0]?.subarray(16_384 - 40))).toBeLessThan(40);
  });

  // Containers with exact timestamps; the rest is documented as approximate.
  it.each(['stereo.flac', 'stereo.m4a', 'stereo.ogg', 'gap.mkv', 'mono.aiff', 'late.mp4'])(
    'seeks in %s to the samples that a full decoding has there',
    async (name) => {
      const whole = (await decodeWhole(fixturePath(name))).tracks[0] ?? new Float32Array();
      const sought = await decodeWhole(fixturePath(name), { startSeconds: 0.8 });
      const expected = whole.subarray(12_800);
      expect([sought.startSample, sought.tracks[0]?.length]).toEqual([12_800, expected.length]);
      const error = expected.map((value, index) => Math.abs(value - (sought.tracks[0]?.[index] ?? 9)));
      expect(Math.max(...error.subarray(800))).toBeLessThan(0.01);
    },
  );

  it.each(['stereo.mp3', 'stereo.aac', 'stereo.opus', 'late.mkv', 'late.m2t', 'stereo.wma'])(
    'starts %s at the time asked for, exactly as a full decoding when told so',
    async (name) => {
      const whole = await decodeWhole(fixturePath(name), { channels: 'split' });
      const exact = await decodeWhole(fixturePath(name), {
        channels: 'split',
        startSeconds: 0.9,
        seek: 'exact',
      });
      expect(exact).toEqual({
        startSample: 14_400,
        tracks: whole.tracks.map((track) => track.slice(14_400)),
      });
      const fast = await decodeWhole(fixturePath(name), { channels: 'split', startSeconds: 0.9 });
      expect(fast.startSample).toBe(14_400);
      const length = whole.tracks[0]?.length ?? 0;
      expect(Math.abs(14_400 + (fast.tracks[0]?.length ?? 0) - length)).toBeLessThan(1600);
    },
  );

  it('yields nothing beyond the end', async () => {
    expect(await decodeWhole(fixturePath('stereo.flac'), { startSeconds: 60 })).toEqual({
      startSample: null,
      tracks: [],
    });
    expect(
      (await decodeWhole(fixturePath('stereo.mp3'), { startSeconds: 60, seek: 'exact' })).tracks,
    ).toEqual([]);
  });

  it('refuses a start that is no time', async () => {
    for (const startSeconds of [-1, Number.NaN, Number.POSITIVE_INFINITY, 1e300]) {
      await expect(decodeWhole(fixturePath('stereo.mp3'), { startSeconds })).rejects.toMatchObject({
        code: 'invalid-request',
      });
    }
  });
});

describe('streams', () => {
  it.each([
    [null, 440, 0.5],
    [1, 440, 0.5],
    [2, 1000, 0.25],
  ] as const)('decodes stream %s of two', async (streamIndex, hertz, amplitude) => {
    const { tracks } = await decodeWhole(fixturePath('two-streams.mkv'), { streamIndex });
    expect(measure(tracks)[0]?.[hertz]).toBeCloseTo(amplitude, 1);
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
    const [mixed] = measure(mix.tracks.map((track) => track.subarray(32_000)));
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
    const [tail] = measure(tracks.map((track) => track.subarray(20_000)));
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

describe('stopping', () => {
  it('ends with an AbortError at the next block', async () => {
    const path = await writeTestWav('long.wav', 16_000, new Float32Array(16_000 * 60));
    const controller = new AbortController();
    const blocks = decodeAudio({ path, streamIndex: null, channels: 'mix', signal: controller.signal });
    await blocks.next();
    controller.abort();
    await expect(blocks.next()).rejects.toMatchObject({ name: 'AbortError' });
    expect(await blocks.next()).toEqual({ value: undefined, done: true });
  });

  it('ends with an AbortError before it starts', async () => {
    const decoding = decodeWhole(fixturePath('stereo.mp3'), { signal: AbortSignal.abort() });
    await expect(decoding).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('lets other tasks run while it decodes', async () => {
    const path = await writeTestWav('busy.wav', 48_000, new Float32Array(48_000 * 120));
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    await decodeWhole(path);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
  });
});
