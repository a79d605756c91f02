import { describe, expect, it } from 'vitest';
import type { JobProgress } from '../../contract/index.ts';
import { createProgressBar, formatProgress } from './progressBar.ts';

const PROGRESS: JobProgress = {
  fraction: 0.427,
  stage: 'recognize',
  processedSeconds: 300,
  totalSeconds: 700,
  speed: 8.14,
  receivedBytes: null,
  totalBytes: null,
  bytesPerSecond: null,
  remainingSeconds: 75,
};

describe('formatProgress', () => {
  it('shows file, bar, share, stage, speed and time left', () => {
    expect(formatProgress('talk.mp3', PROGRESS, 79)).toBe(
      'talk.mp3 █████████░░░░░░░░░░░  42%  transcribing  8.1x  1:15 left',
    );
  });

  it('shortens the name from its beginning so that the line fits', () => {
    const line = formatProgress(`${'long '.repeat(20)}end.mp3`, PROGRESS, 70);
    expect(line).toBe('…long end.mp3 █████████░░░░░░░░░░░  42%  transcribing  8.1x  1:15 left');
  });

  it('keeps share and stage on a narrow terminal', () => {
    expect(formatProgress('talk.mp3', PROGRESS, 39)).toBe('….mp3 ███░░░░░  42%  transcribing  8.1x');
    expect(formatProgress('talk.mp3', PROGRESS, 30)).toBe('███░░░░░  42%  transcribing');
  });

  it('leaves out what is not known yet', () => {
    const early = {
      ...PROGRESS,
      fraction: 0,
      stage: 'load-model',
      speed: null,
      remainingSeconds: null,
    } as const;
    expect(formatProgress('talk.mp3', early, 79)).toBe('talk.mp3 ░░░░░░░░░░░░░░░░░░░░   0%  loading model');
  });

  it('shows how much of a download is there, and how fast it comes', () => {
    const download: JobProgress = {
      ...PROGRESS,
      ...{ fraction: 0.5, stage: 'download', processedSeconds: null, totalSeconds: null, speed: null },
      ...{
        receivedBytes: 72_665_056,
        totalBytes: 145_330_112,
        bytesPerSecond: 8_140_000,
        remainingSeconds: 9,
      },
    } as const;
    expect(formatProgress('whisper-base', download, 110)).toBe(
      'whisper-base ██████████░░░░░░░░░░  50%  downloading  72.7 MB of 145 MB  8.1 MB/s  0:09 left',
    );
  });

  it('never gets wider than a narrow terminal', () => {
    for (let columns = 0; columns < 80; columns++) {
      expect([...formatProgress('talk.mp3', PROGRESS, columns)].length).toBeLessThanOrEqual(columns);
    }
  });
});

describe('createProgressBar', () => {
  it.each([
    [true, false, ['\r\x1b[Ktalk.mp3 █████████░░░░░░░░░░░  42%  transcribing  8.1x  1:15 left', '\r\x1b[K']],
    [true, true, []],
    [false, false, []],
  ])('draws on a terminal only: terminal %s, quiet %s', (isTTY, isQuiet, expected) => {
    const written: string[] = [];
    const bar = createProgressBar({ isTTY, columns: 100, write: (text) => written.push(text) }, { isQuiet });
    bar.show('talk.mp3', PROGRESS);
    bar.clear();
    bar.clear();
    expect(written).toEqual(expected);
  });
});
