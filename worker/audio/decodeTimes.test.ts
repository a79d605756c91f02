import { describe, expect, it } from 'vitest';
import { decodeWhole, fixturePath } from './testDecode.ts';
import { findOnset } from './testTone.ts';

describe('time', () => {
  it.each(['late.mp4', 'late.mkv', 'late.m2t'])('keeps the sound of %s half a second late', async (name) => {
    const { startSample, tracks } = await decodeWhole(fixturePath(name));
    expect(startSample).toBe(0);
    expect(Math.abs(findOnset(tracks[0]) - 8000)).toBeLessThan(160);
  });

  it('keeps a gap as silence', async () => {
    const { tracks } = await decodeWhole(fixturePath('gap.mkv'));
    expect(tracks[0]).toHaveLength(64_000);
    // Cut out in frames of 1,024 samples at 8 kHz: silence from 1.024 s to 3.072 s, but for the filter's ringing.
    expect(tracks[0]?.subarray(16_384 + 40, 49_152 - 40).every((value) => value === 0)).toBe(true);
    expect(findOnset(tracks[0]?.subarray(49_152 - 40))).toBeLessThan(60);
    expect(findOnset(tracks[0]?.subarray(16_384 - 40))).toBeLessThan(40);
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
