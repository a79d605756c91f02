/**
 * `npm run demo`: transcribes the bundled sample meeting with the bundled starter model through the command line, in
 * a data folder of its own that is deleted afterwards, and says how that compares with the script of the meeting.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { countWordErrors, wordErrorRatePercent } from '../e2e/wordErrorRate.ts';

interface SampleScript {
  readonly segments: readonly { readonly text: string }[];
}

const launcher = fileURLToPath(new URL('./earshot.js', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));
const samples = join('assets', 'samples');

const dataDir = await mkdtemp(join(tmpdir(), 'earshot-demo-'));
try {
  const transcribe = [launcher, 'transcribe', join(samples, 'project-meeting.ogg')];
  const options = ['--offline', '--data-dir', dataDir];
  runOrExit([...transcribe, ...options], 'inherit');
  const text = runOrExit([...transcribe, ...options, '--quiet', '--format', 'txt', '--output', '-'], 'pipe');
  const script = JSON.parse(
    await readFile(join(root, samples, 'project-meeting.json'), 'utf8'),
  ) as SampleScript;
  const spoken = script.segments.map((segment) => segment.text).join(' ');
  const percent = wordErrorRatePercent([countWordErrors(spoken, text)]).toFixed(1);
  console.log(
    `\nWord error rate against the script of the meeting: ${percent} %. Nothing left this computer.`,
  );
} finally {
  await rm(dataDir, { recursive: true, force: true });
}

function runOrExit(args: readonly string[], stdout: 'inherit' | 'pipe'): string {
  const result = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', stdout, 'inherit'],
    encoding: 'utf8',
  });
  if (result.status !== 0) throw new Error(`earshot ended with ${result.status ?? result.signal}.`);
  return result.stdout ?? '';
}
