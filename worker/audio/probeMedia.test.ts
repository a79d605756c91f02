import { stat } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { probeMedia } from './probeMedia.ts';
import { fixturePath } from './testDecode.ts';

it('describes every audio stream of a video', async () => {
  const path = fixturePath('two-streams.mkv');
  expect(await probeMedia(path)).toEqual({
    path,
    container: 'matroska',
    durationSeconds: 2.032,
    sizeBytes: (await stat(path)).size,
    hasVideo: true,
    audioStreams: [
      { index: 1, codec: 'vorbis', channels: 1, sampleRate: 16_000, language: 'eng', title: null },
      { index: 2, codec: 'vorbis', channels: 1, sampleRate: 44_100, language: 'deu', title: 'Dolmetscher' },
    ],
  });
});

it.each([
  ['stereo.m4a', 'm4a', 2, false, ['aac']],
  ['stereo.mp3', 'mp3', 2, false, ['mp3']],
  ['stereo.webm', 'webm', 2.008, false, ['opus']],
  ['mono.aiff', 'aiff', 1, false, ['pcm_s16be']],
  ['late.m2t', 'mpegts', 2, true, ['mp2']],
  ['picture-only.mp4', 'mp4', 2, true, []],
  ['cover.mp3', 'mp3', 1, false, ['mp3']],
])('describes %s', async (name, container, durationSeconds, hasVideo, codecs) => {
  const info = await probeMedia(fixturePath(name));
  expect({ ...info, audioStreams: info.audioStreams.map(({ codec }) => codec) }).toMatchObject({
    container,
    durationSeconds,
    hasVideo,
    audioStreams: codecs,
  });
});

it('does not say a language the file does not know', async () => {
  const info = await probeMedia(fixturePath('stereo.m4a'));
  expect(info.audioStreams[0]).toMatchObject({ language: null, title: null });
});

it('ends with an AbortError', async () => {
  const probing = probeMedia(fixturePath('stereo.mp3'), AbortSignal.abort());
  await expect(probing).rejects.toMatchObject({ name: 'AbortError' });
});
