import { execFile } from 'node:child_process';
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeAudio } from './decodeAudio.ts';
import { probeMedia } from './probeMedia.ts';
import { decodeWhole, fixturePath } from './testDecode.ts';
import { makeTone } from './testTone.ts';
import { writeWav } from './wav.ts';

let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'earshot-hostile-'));
});
afterAll(async () => {
  await rm(dir, { recursive: true });
});

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, content);
  return path;
}

function secondOfTone(): Uint8Array {
  return writeWav({ sampleRate: 16_000, channels: [makeTone(440, 0.5, 16_000, 1)] });
}

/** A web server that would give a recording to whoever asks. */
async function listen(): Promise<{ port: number; requests: string[]; close: () => void }> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    response.end(secondOfTone());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, requests, close: () => void server.close() };
}

describe('paths', () => {
  it('says that a file is missing, whatever is wrong with its path', async () => {
    const inside = join(await write('file.txt', 'text'), 'inside.wav');
    for (const path of [join(dir, 'missing.wav'), inside, `${dir}/${'x'.repeat(5000)}`, `${dir}/a\0.wav`]) {
      await expect(decodeWhole(path)).rejects.toMatchObject({ code: 'media-missing' });
      await expect(probeMedia(path)).rejects.toMatchObject({ code: 'media-missing' });
    }
  });

  it('refuses what is no file', async () => {
    const loop = join(dir, 'loop.wav');
    await symlink(loop, loop);
    await expect(probeMedia(dir)).rejects.toMatchObject({
      code: 'media-unreadable',
      details: { reason: 'directory' },
    });
    await expect(probeMedia(loop)).rejects.toMatchObject({ code: 'media-unreadable' });
    const device = process.platform === 'win32' ? '\\\\.\\NUL' : '/dev/zero';
    await expect(probeMedia(device)).rejects.toMatchObject({
      code: 'media-unreadable',
      details: { reason: 'not-a-file' },
    });
  });

  it('does not wait for a named pipe', async () => {
    const pipe = join(dir, 'pipe.wav');
    await promisify(execFile)('mkfifo', [pipe]);
    await expect(decodeWhole(pipe)).rejects.toMatchObject({ details: { reason: 'not-a-file' } });
  });

  it.each(['Besprechung “Größe” 会議 🎙.wav', '-i.wav', ' %03d.wav', 'concat:a|b.wav', '@,;\'"$(x) &.wav'])(
    'opens a file called %s',
    async (name) => {
      const path = await write(name, secondOfTone());
      expect((await probeMedia(path)).path).toBe(path);
      expect((await decodeWhole(path)).tracks[0]).toHaveLength(16_000);
    },
  );

  it('opens a path about as long as the system allows', async () => {
    // PATH_MAX is 4,096 on Linux, 1,024 on macOS.
    const depth = process.platform === 'linux' ? 15 : 3;
    const deep = join(dir, ...Array<string>(depth).fill('d'.repeat(250)));
    await mkdir(deep, { recursive: true });
    const path = join(deep, 'deep.wav');
    await writeFile(path, secondOfTone());
    expect((await decodeWhole(path)).tracks[0]).toHaveLength(16_000);
  });

  it('takes what looks like an address for a file name', async () => {
    const { port, requests, close } = await listen();
    const wav = await write('plain.wav', secondOfTone());
    const addresses = [
      `http://127.0.0.1:${String(port)}/a.wav`,
      `file:${wav}`,
      `concat:${wav}|${wav}`,
      'pipe:0',
    ];
    for (const address of [
      ...addresses,
      `subfile,,start,0,end,9,,:${wav}`,
      `data:audio/wav;base64,UklGRg==`,
    ]) {
      await expect(probeMedia(address)).rejects.toMatchObject({ code: 'media-missing' });
    }
    close();
    expect(requests).toEqual([]);
  });

  it('says that a file may not be read', async () => {
    const path = await write('secret.wav', secondOfTone());
    await chmod(dir, 0o755);
    await chmod(path, 0);
    // Root may read everything, so the child gives that up first.
    const script = `
      const { probeMedia } = await import(${JSON.stringify(new URL('./probeMedia.ts', import.meta.url).href)});
      if (process.geteuid() === 0) process.seteuid(65534);
      await probeMedia(${JSON.stringify(path)}).then(console.log, (error) => console.log(error.code));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    expect(stdout.trim()).toBe('permission-denied');
  });
});

describe('contents', () => {
  it.each([
    ['nothing', '', 'empty'],
    ['text', 'The meeting starts at nine.\n'.repeat(100), 'unrecognized'],
    ['zeros', new Uint8Array(10_000), 'unrecognized'],
    ['a header alone', 'RIFF', 'unrecognized'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'unsupported'],
  ])('refuses %s', async (name, content, reason) => {
    const path = await write(`${name}.wav`, content);
    const expected = { code: 'media-unreadable', details: { reason, path } };
    await expect(probeMedia(path)).rejects.toMatchObject(expected);
    await expect(decodeWhole(path)).rejects.toMatchObject(expected);
  });

  it('never follows a playlist to another file or the network', async () => {
    const { port, requests, close } = await listen();
    const wav = await write('target.wav', secondOfTone());
    await copyFile(fixturePath('late.m2t'), join(dir, 'target.ts'));
    const url = `http://127.0.0.1:${String(port)}/target.ts`;
    const hls = (target: string): string =>
      `#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXTINF:2.0,\n${target}\n#EXT-X-ENDLIST\n`;
    const playlists: [name: string, content: string][] = [
      ['relative.m3u8', hls('target.ts')],
      ['network.m3u8', hls(url)],
      ['disguised.wav', hls('target.ts')],
      ['list.ffconcat', `ffconcat version 1.0\nfile target.wav\n`],
      ['list.txt', `ffconcat version 1.0\nfile '${wav}'\n`],
      ['disguised.mp3', `ffconcat version 1.0\nfile '${url}'\n`],
      [
        'session.sdp',
        `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio ${String(port)} RTP/AVP 0\n`,
      ],
      [
        'manifest.mpd',
        `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT2S"><Period><AdaptationSet mimeType="audio/wav"><Representation id="1" bandwidth="1"><BaseURL>${url}</BaseURL></Representation></AdaptationSet></Period></MPD>`,
      ],
    ];
    for (const [name, content] of playlists) {
      const path = await write(name, content);
      await expect(decodeWhole(path), name).rejects.toMatchObject({ code: 'media-unreadable' });
    }
    close();
    expect(requests).toEqual([]);
  });

  it.each([
    ['channels', 22, 2, 1000],
    ['sample rate', 24, 4, 4_000_000_000],
    ['sample rate', 24, 4, 100],
    ['sample rate', 24, 4, 5_000_000],
  ])('refuses an absurd number: %s', async (name, offset, size, value) => {
    const bytes = Buffer.from(secondOfTone());
    bytes.writeUIntLE(value, offset, size);
    const path = await write(`absurd-${name}-${String(value)}.wav`, bytes);
    await expect(decodeWhole(path)).rejects.toMatchObject({ code: 'media-unreadable' });
  });

  it('believes the bytes that are there, not the length the header claims', async () => {
    const bytes = Buffer.from(secondOfTone());
    bytes.writeUInt32LE(0xffff_fff0, 40);
    expect((await decodeWhole(await write('claims.wav', bytes))).tracks[0]).toHaveLength(16_000);
  });

  it.each([
    'stereo.mp3',
    'stereo.aac',
    'stereo.flac',
    'stereo.opus',
    'stereo.webm',
    'stereo.wma',
    'late.m2t',
  ])('decodes what is left of %s when its second half is missing', async (name) => {
    const bytes = await readFile(fixturePath(name));
    const path = await write(`half-${name}`, bytes.subarray(0, bytes.length / 2));
    const whole = (await decodeWhole(fixturePath(name))).tracks[0] ?? new Float32Array();
    const half = (await decodeWhole(path)).tracks[0] ?? new Float32Array();
    expect(half.length).toBeGreaterThan(whole.length * 0.2);
    expect(half.length).toBeLessThan(whole.length * 0.7);
    const settled = half.length - 3200;
    expect(half.slice(0, settled)).toEqual(whole.slice(0, settled));
  });

  it('refuses an MP4 file that was cut before its index', async () => {
    const bytes = await readFile(fixturePath('stereo.m4a'));
    const path = await write('half.m4a', bytes.subarray(0, bytes.length / 2));
    await expect(decodeWhole(path)).rejects.toMatchObject({
      code: 'media-unreadable',
      details: { reason: 'unrecognized' },
    });
  });

  it('says so when nothing of a stream can be decoded', async () => {
    const bytes = await readFile(fixturePath('stereo.flac'));
    bytes.fill(0x55, bytes.indexOf(Buffer.from([0xff, 0xf8])));
    const path = await write('noise.flac', bytes);
    await expect(decodeWhole(path)).rejects.toMatchObject({ details: { reason: 'undecodable' } });
  });
});

describe('files that change', () => {
  const minute = writeWav({ sampleRate: 16_000, channels: [new Float32Array(16_000 * 60)] });

  async function decodeWhile(path: string, change: () => Promise<void>): Promise<number> {
    const { signal } = new AbortController();
    let length = 0;
    for await (const block of decodeAudio({ path, streamIndex: null, channels: 'mix', signal })) {
      if (length === 0) await change();
      length += block.tracks[0]?.length ?? 0;
    }
    return length;
  }

  it('notices that a file was cut', async () => {
    const path = await write('shrinks.wav', minute);
    await expect(decodeWhile(path, () => truncate(path, 100_000))).rejects.toMatchObject({
      code: 'media-changed',
      details: { path, sizeBytes: 1_920_044, newSizeBytes: 100_000 },
    });
  });

  it('notices that a file was written to', async () => {
    const path = await write('rewritten.wav', minute);
    await expect(decodeWhile(path, () => utimes(path, 0, 0))).rejects.toMatchObject({
      code: 'media-changed',
    });
  });

  it('reads a file to its end that was deleted or replaced meanwhile', async () => {
    const path = await write('vanishes.wav', minute);
    expect(await decodeWhile(path, () => rm(path))).toBe(960_000);
  });
});
