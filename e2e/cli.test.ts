import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acquireInstanceLock } from '../worker/jobs/instanceLock.ts';
import { makeLongMeeting } from './makeLongMeeting.ts';
import { type EarshotRun, runEarshot, SAMPLE_MEETING, startEarshot } from './runEarshot.ts';

type JsonLine = { readonly type: string } & Readonly<Record<string, unknown>>;

let folder: string;
let dataDir: string;
let first: EarshotRun;

/** With the library in which the sample meeting is already. */
function run(...args: readonly string[]): Promise<EarshotRun> {
  return runEarshot([...args, '--data-dir', dataDir]);
}

function readLines(stdout: string): JsonLine[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as JsonLine);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-cli-'));
  dataDir = join(folder, 'data');
  first = await run('transcribe', SAMPLE_MEETING);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('earshot transcribe', () => {
  it('prints a transcript with times on stdout and the caution of the starter model on stderr', () => {
    expect(first).toMatchObject({ code: 0, signal: null });
    const lines = first.stdout.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) expect(line).toMatch(/^\[\d:\d\d - \d:\d\d\] \S.*\S$/);
    expect(first.stderr).toContain('earshot-starter: A demo and test model');
  });

  it('answers the same file with the same options from the library, and transcribes again with --force', async () => {
    const again = readLines((await run('transcribe', SAMPLE_MEETING, '--json')).stdout);
    expect(again.some((line) => line['stage'] === 'recognize')).toBe(false);
    const forced = readLines((await run('transcribe', SAMPLE_MEETING, '--json', '--force')).stdout);
    expect(forced.some((line) => line['stage'] === 'recognize')).toBe(true);
    expect(forced.at(-1)?.['segments']).toEqual(again.at(-1)?.['segments']);
  });

  it('ends the lines of a file with a result of the documented shape', async () => {
    const { stdout, stderr, code } = await run('transcribe', SAMPLE_MEETING, '--json', '--quiet', '--words');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const result = readLines(stdout).at(-1);
    expect(result).toEqual({
      type: 'result',
      file: SAMPLE_MEETING,
      meetingId: expect.any(String) as unknown,
      model: 'earshot-starter',
      device: 'cpu',
      language: 'en',
      durationSeconds: expect.closeTo(64.6, 0) as unknown,
      realTimeFactor: expect.any(Number) as unknown,
      text: expect.any(String) as unknown,
      segments: expect.any(Array) as unknown,
    });
    const segments = result?.['segments'] as {
      text: string;
      words: { text: string; probability: number }[];
    }[];
    expect(segments.map((segment) => segment.text).join(' ')).toBe(result?.['text']);
    for (const { text, words } of segments) {
      expect(
        words
          .map((word) => word.text)
          .join('')
          .trim(),
      ).toBe(text);
      for (const { probability } of words) expect(probability >= 0 && probability <= 1).toBe(true);
    }
  });

  it('writes only subtitles to stdout with --format srt --output -', async () => {
    const { stdout, code } = await run('transcribe', SAMPLE_MEETING, '--format', 'srt', '--output', '-');
    expect(code).toBe(0);
    for (const [index, block] of stdout.trimEnd().split('\n\n').entries()) {
      const [number, times, ...lines] = block.split('\n');
      expect(number).toBe(String(index + 1));
      expect(times).toMatch(/^\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}$/);
      expect(lines.length).toBeLessThanOrEqual(2);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(42);
    }
  });

  it('writes files for recordings of a folder, names in any script, and does not replace what is not its own', async () => {
    const recordings = join(folder, 'Aufnahmen 録音');
    const output = join(folder, 'out', 'new');
    await mkdir(recordings);
    await copyFile(SAMPLE_MEETING, join(recordings, 'Müller – 会議 [1].ogg'));
    await writeFile(join(recordings, 'notes.txt'), 'not a recording');
    const command = ['transcribe', recordings, '--format', 'srt,vtt,json', '--output', output] as const;
    expect((await run(...command)).code).toBe(0);
    expect((await readdir(output)).sort()).toEqual(
      ['json', 'srt', 'vtt'].map((extension) => `Müller – 会議 [1].${extension}`),
    );
    expect((await run(...command)).code).toBe(0);

    const mine = join(output, 'Müller – 会議 [1].srt');
    await writeFile(mine, 'mine');
    const refused = await run(...command);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('With --overwrite it is replaced.');
    expect(await readFile(mine, 'utf8')).toBe('mine');
    expect((await run(...command, '--overwrite')).code).toBe(0);
    expect(await readFile(mine, 'utf8')).toMatch(/^1\n/);
  });

  it('goes on after files that fail and says how it ended in the exit code', async () => {
    const empty = join(folder, 'empty.wav');
    await writeFile(empty, '');
    const partly = await run('transcribe', empty, SAMPLE_MEETING, '--json');
    expect(partly.code).toBe(4);
    const lines = readLines(partly.stdout).filter(({ type }) => type === 'error' || type === 'result');
    expect(lines).toMatchObject([
      { type: 'error', file: empty, code: 'media-unreadable', details: { reason: 'empty' } },
      { type: 'result', file: SAMPLE_MEETING },
    ]);
    const failed = await run('transcribe', join(folder, 'gone.wav'));
    expect(failed).toMatchObject({ code: 1, stdout: '' });
    expect(failed.stderr).toContain('gone.wav: The recording is not there\n');
  });

  it('takes a model from a folder and says when the folder holds none', async () => {
    const { code, stderr } = await run('transcribe', SAMPLE_MEETING, '--model', folder);
    expect(code).toBe(1);
    expect(stderr).toContain('has no config.json, so it is not a complete model');
  });

  it('ends when the reader of its output goes away', async () => {
    const { child, ended } = startEarshot(['transcribe', SAMPLE_MEETING, '--data-dir', dataDir, '--json']);
    child.stdout?.once('data', () => child.stdout?.destroy());
    const { signal, stderr } = await ended;
    expect(signal).toBeNull();
    expect(stderr).not.toMatch(/Error|EPIPE/);
  });

  it('does not end when nobody reads its remarks', async () => {
    const { child, ended } = startEarshot(['transcribe', SAMPLE_MEETING, '--data-dir', dataDir, '--force']);
    child.stderr?.destroy();
    const { code, stdout } = await ended;
    expect({ code, lines: stdout.split('\n').length }).toEqual({
      code: 0,
      lines: first.stdout.split('\n').length,
    });
  });

  it.runIf(existsSync('/dev/full'))('says that its output cannot be written', async () => {
    const wrapper = ['sh', '-c', 'exec "$@" > /dev/full', 'sh'];
    const full = startEarshot(['models', 'list', '--data-dir', dataDir], process.env, wrapper);
    const { code, stderr } = await full.ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^earshot: The disk is full\n {2}There is not enough room to write “standard output”/,
    );
  });

  // A limit on the size of files does as a disk does that fills up: it takes the part for which there is room.
  it.runIf(process.platform !== 'win32')('says that only a part of its output could be written', async () => {
    const file = join(folder, 'part.txt');
    const wrapper = ['sh', '-c', 'ulimit -f 1; out=$1; shift; exec "$@" > "$out"', 'sh', file];
    const { code, stderr } = await startEarshot(['--help'], process.env, wrapper).ended;
    expect(code).toBe(1);
    expect(stderr).toContain('EFBIG');
    expect((await readFile(file)).length).toBeGreaterThan(0);
  });

  it('ends however often it is stopped', async () => {
    const long = join(folder, 'long.wav');
    await makeLongMeeting(long, 10);
    const { child, ended } = startEarshot([
      'transcribe',
      long,
      '--data-dir',
      join(folder, 'twice'),
      '--json',
    ]);
    await new Promise<void>((resolve) => {
      child.stdout?.on('data', (text: string) => {
        if (text.includes('"recognize"')) resolve();
      });
    });
    const stopping = setInterval(() => child.kill('SIGINT'), 50);
    const { code, signal } = await ended;
    // One that arrives when Node has taken its handlers down already ends the process itself.
    expect(code === 3 || signal === 'SIGINT').toBe(true);
    clearInterval(stopping);
  });
});

describe('earshot library, jobs and doctor', () => {
  it('lists, searches, shows, exports and removes, with the copy that a browser uploaded', async () => {
    const own = join(folder, 'own');
    const inOwn = (...args: readonly string[]) => runEarshot([...args, '--data-dir', own]);
    const upload = join(own, 'uploads', '0123456789abcdef', 'project-meeting.ogg');
    await mkdir(dirname(upload), { recursive: true });
    await copyFile(SAMPLE_MEETING, upload);
    const meetingId = readLines((await inOwn('transcribe', upload, '--json')).stdout).at(-1)?.['meetingId'];
    const id = String(meetingId);

    expect((await inOwn('library', 'list')).stdout).toMatch(
      /^\S+ .* 1:04 {2}en {2}complete {2}project-meeting\n$/,
    );
    expect(readLines((await inOwn('library', 'list', '--json')).stdout)).toMatchObject([
      { type: 'meeting', meetingId },
    ]);
    const hits = readLines((await inOwn('library', 'search', 'budg', '--json')).stdout);
    expect(hits.length).toBeGreaterThan(0);
    expect(hits).toEqual(hits.map(() => expect.objectContaining({ type: 'hit', meetingId }) as unknown));
    expect((await inOwn('library', 'show', id)).stdout).toContain('[0:00 - 0:01] ');
    expect((await inOwn('library', 'export', id, '--format', 'vtt')).stdout).toMatch(/^WEBVTT\n/);
    expect(await inOwn('jobs', 'list')).toMatchObject({
      stdout: expect.stringContaining('completed') as unknown,
    });

    expect((await inOwn('library', 'remove', id)).code).toBe(0);
    expect(await readdir(join(own, 'uploads'))).toEqual([]);
    expect(await inOwn('library', 'list')).toMatchObject({ stdout: '', stderr: 'The library is empty.\n' });
    const gone = await inOwn('library', 'show', id);
    expect(gone).toMatchObject({ code: 1, stdout: '' });
    expect(gone.stderr).toContain('Not found');
  });

  it('reads the library but transcribes nothing while another Earshot runs the jobs', async () => {
    const lock = acquireInstanceLock(dataDir);
    try {
      expect((await run('library', 'list')).code).toBe(0);
      const busy = await run('transcribe', SAMPLE_MEETING, '--json');
      expect(busy.code).toBe(1);
      expect(readLines(busy.stdout).at(-1)).toMatchObject({ type: 'error', code: 'database-busy' });
      expect(busy.stderr).toContain('Earshot is already at work');
    } finally {
      lock.release();
    }
  });

  it('finds nothing wrong with this machine', async () => {
    const { code, stdout } = await run('doctor', '--json');
    expect(code).toBe(0);
    const [diagnostics] = readLines(stdout);
    expect(diagnostics).toMatchObject({ type: 'diagnostics', dataDir });
    expect((await run('doctor')).stdout).toContain('\nChecks\n');
  });

  it('says that settings could not be read, whatever it was asked to do', async () => {
    const broken = join(folder, 'settings');
    await mkdir(broken);
    for (const [content, said] of [
      ['{"offline": true', 'The settings cannot be read: the defaults are used'],
      ['{"threads": "all"}', 'Some settings cannot be read: threads has its default'],
      ['{"version": 99}', 'The settings are of another version of Earshot'],
    ] as const) {
      await writeFile(join(broken, 'settings.json'), content);
      const { code, stderr } = await runEarshot(['library', 'list', '--quiet', '--data-dir', broken]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining(said) as unknown });
      expect(stderr).toContain(`The file as it was is kept as “${join(broken, 'settings.json.broken-')}`);
    }
    expect(await runEarshot(['library', 'list', '--quiet', '--data-dir', broken])).toMatchObject({
      stderr: '',
    });
  });

  it('says what is wrong with a library it cannot open', async () => {
    const broken = join(folder, 'broken');
    await mkdir(broken);
    await writeFile(join(broken, 'library.db'), 'This is no database. '.repeat(500));
    const { code, stderr } = await runEarshot(['library', 'list', '--data-dir', broken]);
    expect(code).toBe(1);
    expect(stderr).toContain('The library cannot be read');
  });

  it('answers help and wrong usage', async () => {
    expect(await runEarshot(['--help'])).toMatchObject({ code: 0, stderr: '' });
    expect(await runEarshot(['help', 'nonsense'])).toMatchObject({ code: 2, stdout: '' });
    expect(await runEarshot(['transcribe', SAMPLE_MEETING, '--nope'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'earshot: Unknown option \'--nope\'. See "earshot transcribe --help".\n',
    });
  });
});
