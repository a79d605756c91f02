import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { makeLongMeeting } from './makeLongMeeting.ts';
import { openTestBrowser, type TestBrowser } from './openTestBrowser.ts';

/** Transcribed for minutes: long enough to be looked at meanwhile, and for what waits behind it to stay waiting. */
const REPETITIONS = 30;

export interface LongRecording {
  /** With nothing in its library yet. */
  readonly browser: TestBrowser;
  /** Path of `long.wav`, whose transcription goes on for minutes. */
  readonly recording: string;
}

/**
 * A long recording and a browser for it, from before the tests of a file or a block until after them.
 * @param take - is given them before the first test
 */
export function useLongRecording(take: (opened: LongRecording) => void): void {
  let folder: string | undefined;
  let browser: TestBrowser | undefined;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'earshot-long-'));
    const recording = join(folder, 'long.wav');
    await makeLongMeeting(recording, REPETITIONS);
    browser = await openTestBrowser();
    take({ browser, recording });
  });
  afterAll(async () => {
    await browser?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });
}
