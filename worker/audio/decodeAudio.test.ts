import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeAudio } from './decodeAudio.ts';
import { decodeWhole, fixturePath } from './testDecode.ts';
import { makeTone, measureTones } from './testTone.ts';
import { writeTestWav } from './testWav.ts';

let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'earshot-decode-'));
});
afterAll(async () => {
  await rm(dir, { recursive: true });
});

describe('samples', () => {
  it('passes 16 kHz mono through unchanged', async () => {
    const tone = makeTone(300, 0.9, 16_000, 2.5);
    expect((await decodeWhole(await writeTestWav(join(dir, 'same.wav'), 16_000, tone))).tracks).toEqual([
      tone,
    ]);
  });

  it.each([8000, 11_025, 22_050, 44_100, 48_000, 96_000])('resamples %i Hz in place', async (sampleRate) => {
    const path = await writeTestWav(
      join(dir, `${String(sampleRate)}.wav`),
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
    const { tracks } = await decodeWhole(await writeTestWav(join(dir, 'loud.wav'), 16_000, tone, tone));
    expect(measureTones(tracks)[0]?.[440]).toBeCloseTo(1, 4);
  });

  it('gives the same samples every time', async () => {
    const path = fixturePath('stereo.opus');
    expect(await decodeWhole(path)).toEqual(await decodeWhole(path));
  });

  it('turns samples that are no numbers into silence', async () => {
    const broken = Float32Array.of(...makeTone(440, 0.5, 16_000, 0.5), Number.NaN, Infinity, -Infinity, 0.25);
    const { tracks } = await decodeWhole(await writeTestWav(join(dir, 'nan.wav'), 16_000, broken));
    expect(tracks[0]?.every((value) => Number.isFinite(value))).toBe(true);
    expect(tracks[0]?.at(-1)).toBe(0.25);
  });

  it('limits samples that are louder than any sound, and those that resampling makes of them', async () => {
    for (const sampleRate of [16_000, 44_100]) {
      const tone = makeTone(440, 50, sampleRate, 1);
      tone.set([1e30, -1e30, 3e38, 1e3], sampleRate * 0.95);
      const { tracks } = await decodeWhole(await writeTestWav(join(dir, 'absurd.wav'), sampleRate, tone));
      expect(tracks[0]?.every((value) => Math.abs(value) <= 100)).toBe(true);
      expect(tracks[0]).toContain(100);
      expect(measureTones(tracks)[0]?.[440]).toBeCloseTo(50, 0);
    }
  });

  it('yields nothing for a file without sound', async () => {
    const path = await writeTestWav(join(dir, 'none.wav'), 16_000, new Float32Array());
    expect(await decodeWhole(path)).toEqual({ startSample: null, tracks: [] });
  });
});

describe('stopping', () => {
  it('ends with an AbortError at the next block', async () => {
    const path = await writeTestWav(join(dir, 'long.wav'), 16_000, new Float32Array(16_000 * 60));
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
    const path = await writeTestWav(join(dir, 'busy.wav'), 48_000, new Float32Array(48_000 * 120));
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    await decodeWhole(path);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
  });
});
