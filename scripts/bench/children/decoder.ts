import { decodeAudio } from '../../../worker/audio/decodeAudio.ts';
import type { DecoderCalls } from './decoderCalls.ts';
import { serveChild } from './serveChild.ts';

serveChild<DecoderCalls>({
  async decode({ path }) {
    const { signal } = new AbortController();
    let samples = 0;
    for await (const { tracks } of decodeAudio({ path, streamIndex: null, channels: 'mix', signal })) {
      samples += tracks[0]?.length ?? 0;
    }
    return { seconds: samples / 16_000 };
  },
});
