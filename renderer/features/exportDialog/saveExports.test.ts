import { describe, expect, it, vi } from 'vitest';
import type { ExportChoices } from '../../../worker/contract/index.ts';
import type { SavedFile } from '../../host/host.ts';
import { createTestPage } from '../../testing/createTestPage.ts';
import { saveExports } from './saveExports.ts';

const STANDUP = { meetingId: 'm1', title: 'Standup' };
const PLANNING = { meetingId: 'm2', title: 'Planning' };

/** What reaches the shell when these meetings are exported. */
async function save(meetings: readonly (typeof STANDUP)[], choices: ExportChoices) {
  const { worker, stores } = createTestPage({
    handlers: {
      'exports.render': ({ meetingId, format }) =>
        format === 'docx' ? new Uint8Array([meetingId.length, 0, 255]) : `${meetingId} as ${format}`,
    },
  });
  await vi.waitUntil(() => stores.connection.getState().status === 'connected');
  const saved: unknown[] = [];
  const progress: number[] = [];
  await saveExports({
    worker,
    host: {
      saveFile: (file) => Promise.resolve(void saved.push(file)),
      saveFiles: (files: readonly SavedFile[], archiveName) =>
        Promise.resolve(void saved.push({ archiveName, files })),
      savePdf: (page) => Promise.resolve(void saved.push(page)),
    },
    meetings,
    choices,
    signal: new AbortController().signal,
    onProgress: (done) => progress.push(done),
  });
  return { saved, progress };
}

describe('saveExports', () => {
  it('gives one meeting as a file, bytes as they are', async () => {
    expect(await save([STANDUP], { format: 'docx', options: {} })).toEqual({
      saved: [{ name: 'Standup.docx', content: new Uint8Array([2, 0, 255]) }],
      progress: [0],
    });
  });

  it('gives several meetings as one archive', async () => {
    expect(await save([STANDUP, PLANNING], { format: 'srt', options: {} })).toEqual({
      saved: [
        {
          archiveName: 'Earshot meetings.zip',
          files: [
            { name: 'Standup.srt', content: 'm1 as srt' },
            { name: 'Planning.srt', content: 'm2 as srt' },
          ],
        },
      ],
      progress: [0, 1],
    });
  });

  it('makes a PDF of the page that the worker renders', async () => {
    const { saved } = await save([STANDUP], { format: 'pdf', options: {} });
    expect(saved).toEqual([{ name: 'Standup.pdf', html: 'm1 as html' }]);
  });
});
