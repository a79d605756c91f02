import { execFile } from 'node:child_process';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { fixturePath } from './testDecode.ts';

interface Usage {
  readonly samples: number;
  readonly peakKilobytes: number;
}

/** Decodes a file in a process of its own. */
async function decodeInChild(path: string): Promise<Usage> {
  const script = `
    const { decodeAudio } = await import(${JSON.stringify(new URL('./decodeAudio.ts', import.meta.url).href)});
    const { signal } = new AbortController();
    const options = { path: ${JSON.stringify(path)}, streamIndex: null, channels: 'mix', signal };
    let samples = 0;
    for await (const block of decodeAudio(options)) samples += block.tracks[0].length;
    console.log(JSON.stringify({ samples, peakKilobytes: process.resourceUsage().maxRSS }));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  return JSON.parse(stdout) as Usage;
}

it('needs no more memory for an hour than for ten minutes', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'earshot-memory-'));
  const clip = await readFile(fixturePath('stereo.aac'));
  const usages: Usage[] = [];
  // AAC in its raw form can be strung together: a clip of 2 s for ten minutes and for an hour.
  for (const repeats of [300, 1800]) {
    const path = join(dir, `${String(repeats)}.aac`);
    const file = await open(path, 'w');
    for (let copy = 0; copy < repeats; copy += 1) await file.write(clip);
    await file.close();
    usages.push(await decodeInChild(path));
  }
  await rm(dir, { recursive: true });
  const [short, long] = usages;
  expect((long?.samples ?? 0) / (short?.samples ?? 1)).toBeCloseTo(6, 1);
  expect((long?.peakKilobytes ?? 0) / (short?.peakKilobytes ?? 1)).toBeLessThan(1.25);
});

it('releases what it took when decoding is abandoned', async () => {
  const script = `
    const { decodeAudio } = await import(${JSON.stringify(new URL('./decodeAudio.ts', import.meta.url).href)});
    const { readdir } = await import('node:fs/promises');
    const path = ${JSON.stringify(fixturePath('stereo.m4a'))};
    const peaks = [];
    for (const rounds of [100, 400]) {
      for (let round = 0; round < rounds; round += 1) {
        const controller = new AbortController();
        const options = { path, streamIndex: null, channels: 'split', signal: controller.signal };
        const blocks = decodeAudio(options);
        await blocks.next();
        if (round % 2 === 0) await blocks.return();
        else {
          controller.abort();
          await blocks.next().catch(() => {});
        }
      }
      peaks.push(process.resourceUsage().maxRSS);
    }
    const files = process.platform === 'linux' ? (await readdir('/proc/self/fd')).length : 0;
    console.log(JSON.stringify({ peaks, files }));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  const { peaks, files } = JSON.parse(stdout) as { peaks: [number, number]; files: number };
  expect(peaks[1] / peaks[0]).toBeLessThan(1.25);
  expect(files).toBeLessThan(50);
});
