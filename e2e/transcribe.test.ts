import { existsSync } from 'node:fs';
import { copyFile, cp, readFile, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWav, writeWav } from '../worker/audio/wav.ts';
import type { Meeting } from '../worker/contract/index.ts';
import { makeLongMeeting } from './makeLongMeeting.ts';
import { ASSETS_DIR, type TestWorker, openTestWorker } from './openTestWorker.ts';
import { SAMPLE_MEETING } from './runEarshot.ts';
import { countWordErrors, wordErrorRatePercent } from './wordErrorRate.ts';

let worker: TestWorker;
beforeAll(async () => {
  worker = await openTestWorker();
});
afterAll(async () => {
  await worker.close();
});

async function meetingOf(meetingId: string | null): Promise<Meeting> {
  if (meetingId === null) throw new Error('The job has no meeting.');
  return worker.client.request('library.get', { meetingId });
}

/** What is said in the sample, without the names of the speakers. */
async function readScript(): Promise<string> {
  const script = await readFile(SAMPLE_MEETING.replace(/\.ogg$/, '.txt'), 'utf8');
  return script.replaceAll(/^\w+: /gm, '');
}

const linesOf = ({ transcript }: Meeting) => (transcript?.segments ?? []).map(({ text }) => text.trim());

describe('transcribing', () => {
  it('turns the sample meeting into timed segments and words and names what it used', async () => {
    const job = await worker.transcribe(SAMPLE_MEETING);
    const meeting = await meetingOf(job.meetingId);
    expect(job).toMatchObject({ status: 'completed', error: null, progress: { fraction: 1 } });
    expect(meeting).toMatchObject({ title: 'project-meeting', status: 'complete', language: 'en' });
    expect(meeting.transcript).toMatchObject({
      modelId: 'earshot-starter',
      device: 'cpu',
      status: 'complete',
    });
    expect(linesOf(meeting).slice(0, 3)).toEqual([
      'Good morning, everyone.',
      'Today we will discuss the new release and the annual budget.',
      'David, could you give us an update on the new release?',
    ]);
    const [first] = meeting.transcript?.segments ?? [];
    expect(first?.words.map(({ text }) => text.trim())).toEqual(['Good', 'morning,', 'everyone.']);
    expect(first?.words.every(({ approximate, start, end }) => !approximate && start < end)).toBe(true);
  });

  it('answers from the library when the same content comes again with the same options, under any name', async () => {
    const before = await meetingOf((await worker.transcribe(SAMPLE_MEETING)).meetingId);
    const copy = join(worker.folder, 'Besprechung – Kopie.ogg');
    await copyFile(SAMPLE_MEETING, copy);
    const after = await meetingOf((await worker.transcribe(copy)).meetingId);
    expect(after.transcript?.transcriptId).toBe(before.transcript?.transcriptId);
    expect(after.transcripts).toHaveLength(1);
  });

  it('keeps the earlier transcript when the same meeting is transcribed again by force or with other options', async () => {
    await worker.transcribe(SAMPLE_MEETING);
    await worker.transcribe(SAMPLE_MEETING, { force: true });
    const { meetingId } = await worker.transcribe(SAMPLE_MEETING, { options: { beamSize: 2 } });
    const meeting = await meetingOf(meetingId);
    expect(meeting.transcripts.map(({ status }) => status)).toEqual(['complete', 'complete', 'complete']);
    expect(linesOf(meeting)[0]).toBe('Good morning, everyone.');

    const { kind, result } = await worker.transcribe(SAMPLE_MEETING);
    const forced = meeting.transcripts[1]?.transcriptId;
    expect([kind, result]).toEqual(['transcribe', { transcriptId: forced, isFromLibrary: true }]);
    expect((await meetingOf(meetingId)).transcript?.transcriptId).toBe(forced);
  });

  it('transcribes the two sides of a call as two channels', async () => {
    const path = join(worker.folder, 'call.wav');
    const longWav = join(worker.folder, 'mono.wav');
    await makeLongMeeting(longWav, 1);
    const [mono] = readWav(await readFile(longWav)).channels;
    if (mono === undefined) throw new Error('The sample has no channel.');
    const middle = Math.round(24.5 * 16_000);
    const left = mono.map((value, i) => (i < middle ? value : 0));
    const right = mono.map((value, i) => (i < middle ? 0 : value));
    await writeFile(path, writeWav({ sampleRate: 16_000, channels: [left, right] }));
    const meeting = await meetingOf(
      (await worker.transcribe(path, { options: { channels: 'split' } })).meetingId,
    );
    const segments = meeting.transcript?.segments ?? [];
    expect(new Set(segments.map(({ channel }) => channel))).toEqual(new Set([0, 1]));
    expect(segments.every(({ channel, speaker }) => speaker === `SPEAKER_0${channel}`)).toBe(true);
    expect(segments.filter(({ start }) => start < 24).every(({ channel }) => channel === 0)).toBe(true);
    expect(segments.filter(({ start }) => start > 25).every(({ channel }) => channel === 1)).toBe(true);
    expect(linesOf(meeting)).toContain("Now, let's talk about the annual budget.");
  });

  it('completes a recording without speech with an empty transcript', async () => {
    const path = join(worker.folder, 'silence.wav');
    await writeFile(path, writeWav({ sampleRate: 16_000, channels: [new Float32Array(16_000 * 20)] }));
    const job = await worker.transcribe(path);
    const meeting = await meetingOf(job.meetingId);
    expect({ job: job.status, meeting: meeting.status, lines: linesOf(meeting) }).toEqual({
      job: 'completed',
      meeting: 'complete',
      lines: [],
    });
  });

  it('transcribes what is there of a recording that was cut off', async () => {
    const path = join(worker.folder, 'cut.ogg');
    await copyFile(SAMPLE_MEETING, path);
    await truncate(path, 60_000);
    const meeting = await meetingOf((await worker.transcribe(path)).meetingId);
    expect(linesOf(meeting)[0]).toBe('Good morning, everyone.');
    expect(linesOf(meeting).length).toBeLessThan(21);
  });

  it.each([
    ['a missing file', 'missing.mp3', null, 'media-missing'],
    ['an empty file', 'empty.mp3', '', 'media-unreadable'],
    ['a file that is no media', 'notes.mp3', 'Minutes of the meeting', 'media-unreadable'],
  ])('fails with a code for %s, and the job stays to be seen', async (_name, file, content, code) => {
    const path = join(worker.folder, file);
    if (content !== null) await writeFile(path, content);
    const job = await worker.transcribe(path);
    expect(job).toMatchObject({ status: 'failed', error: { code } });
    expect(await worker.client.request('jobs.list', undefined)).toContainEqual(job);
  });

  it('leaves no meeting behind when it cannot even start', async () => {
    const { client, folder } = worker;
    const path = join(folder, 'unheard.wav');
    await writeFile(path, writeWav({ sampleRate: 16_000, channels: [new Float32Array(16_000).fill(0.25)] }));
    const before = await client.request('library.list', {});
    const job = await worker.transcribe(path, { options: { language: 'fr' } });
    expect(job).toMatchObject({ status: 'failed', error: { code: 'model-unsuitable' }, meetingId: null });
    expect(await client.request('library.list', {})).toEqual(before);
  });

  it('says which model is missing', async () => {
    const job = await worker.transcribe(SAMPLE_MEETING, {
      options: { model: join(worker.folder, 'no-model') },
    });
    expect(job).toMatchObject({ status: 'failed', error: { code: 'model-missing' } });
  });

  it('takes the files that a model folder has now, whatever is in memory of those before', async () => {
    const clip = fileURLToPath(new URL('./media/held-out/espeak-seen-01.flac', import.meta.url));
    const model = join(worker.folder, 'own-model');
    await cp(join(ASSETS_DIR, 'models/earshot-starter'), model, { recursive: true });
    const textWithModel = async () => {
      const { meetingId } = await worker.transcribe(clip, { options: { model } });
      return linesOf(await meetingOf(meetingId)).join(' ');
    };
    expect(await textWithModel()).toBe('Now, Sophie found twelve bugs in the application.');

    const vocabulary = await readFile(join(model, 'vocab.json'), 'utf8');
    await writeFile(join(model, 'vocab.json'), vocabulary.replace('"Ġthe"', '"Ġthine"'));
    expect(await textWithModel()).toBe('Now, Sophie found twelve bugs in thine application.');
  });
});

describe('while a transcription runs', () => {
  it('shows segments as they are produced, answers requests, and can be paused and resumed', async () => {
    const { client } = worker;
    const path = join(worker.folder, 'long.wav');
    await makeLongMeeting(path, 3);
    const shown: string[] = [];
    const stopListening = client.on('segments.added', ({ segments }) => {
      shown.push(...segments.map(({ text }) => text.trim()));
    });
    const firstShown = new Promise((resolve) => client.on('segments.added', resolve));
    const { jobId } = await client.request('jobs.start', { kind: 'transcribe', path });
    await firstShown;
    const paused = await client.request('jobs.pause', { jobId });
    const shownBeforePause = shown.length;
    expect(paused.status).toBe('paused');
    expect(shownBeforePause).toBeGreaterThan(0);

    let answers = 0;
    let isDone = false;
    const done = new Promise<void>((resolve) =>
      client.on('job.changed', (job) => {
        if (job.jobId !== jobId || job.status !== 'completed') return;
        isDone = true;
        resolve();
      }),
    );
    await client.request('jobs.resume', { jobId });
    while (!isDone) {
      await client.request('settings.get', undefined);
      answers++;
      await new Promise(setImmediate);
    }
    await done;
    stopListening();
    expect(answers).toBeGreaterThan(100);
    expect(shown.length).toBeGreaterThan(shownBeforePause);
    const job = (await client.request('jobs.list', undefined)).find((listed) => listed.jobId === jobId);
    const heard = linesOf(await meetingOf(job?.meetingId ?? null)).join(' ');
    expect(wordErrorRatePercent([countWordErrors((await readScript()).repeat(3), heard)])).toBeLessThan(3);
  });

  it('stops a canceled job, keeps what it has, and goes on from there when it is retried', async () => {
    const { client } = worker;
    const path = join(worker.folder, 'canceled.wav');
    await makeLongMeeting(path, 2);
    const firstShown = new Promise((resolve) => client.on('segments.added', resolve));
    const { jobId } = await client.request('jobs.start', { kind: 'transcribe', path });
    await firstShown;
    const canceled = await client.request('jobs.cancel', { jobId });
    expect(canceled).toMatchObject({ status: 'canceled', error: null });
    const kept = linesOf(await meetingOf(canceled.meetingId));
    expect(kept.length).toBeGreaterThan(0);

    const finished = await worker.transcribe(path);
    expect(finished).toMatchObject({ jobId, status: 'completed', attempt: 2 });
    const all = linesOf(await meetingOf(finished.meetingId));
    expect(all.slice(0, kept.length)).toEqual(kept);
    expect(
      wordErrorRatePercent([countWordErrors((await readScript()).repeat(2), all.join(' '))]),
    ).toBeLessThan(3);
  });
});

describe('the library', () => {
  it('finds words, renames, exports and removes a meeting, leaving the recording alone', async () => {
    const { client, folder } = worker;
    const path = join(folder, 'kept.ogg');
    await writeFile(path, await readFile(SAMPLE_MEETING));
    const meetingId = (await worker.transcribe(path)).meetingId ?? '';
    const [hit] = await client.request('library.search', { query: 'annual bud' });
    expect(hit?.snippet.filter(({ match }) => match).map(({ text }) => text)).toEqual(['annual', 'budget']);
    expect(await client.request('library.rename', { meetingId, title: 'Weekly' })).toMatchObject({
      title: 'Weekly',
    });
    expect(await client.request('exports.render', { meetingId, format: 'srt' })).toMatch(
      /^1\n00:00:00,\d{3} --> 00:00:0\d,\d{3}\nGood morning, everyone\.\n/,
    );
    const target = join(folder, 'weekly.vtt');
    await client.request('exports.write', { meetingId, format: 'vtt', path: target });
    expect((await readFile(target, 'utf8')).startsWith('WEBVTT\n')).toBe(true);

    await client.request('library.remove', { meetingId });
    await expect(client.request('library.get', { meetingId })).rejects.toMatchObject({ code: 'not-found' });
    expect((await readFile(path)).byteLength).toBeGreaterThan(0);
  });

  it('keeps a copy of a recording when it is told to, and deletes the copy with the meeting, never the recording', async () => {
    const { client, folder } = worker;
    const path = join(folder, 'to-be-moved.wav');
    const samples = new Float32Array(16_000 * 2).fill(0.001);
    await writeFile(path, writeWav({ sampleRate: 16_000, channels: [samples] }));
    await client.request('settings.update', { keepOriginals: true });
    const { meetingId, media } = await meetingOf((await worker.transcribe(path)).meetingId);
    await client.request('settings.update', { keepOriginals: false });
    expect(basename(media.path)).toBe('to-be-moved.wav');
    expect(media.path).not.toBe(path);
    expect(await readFile(media.path)).toEqual(await readFile(path));
    await client.request('library.remove', { meetingId });
    await expect.poll(() => existsSync(media.path), { timeout: 10_000 }).toBe(false);
    expect(existsSync(path)).toBe(true);
  });
});
