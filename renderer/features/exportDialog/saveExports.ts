import type { ExportChoices, MeetingSummary, RpcClient } from '../../../worker/contract/index.ts';
import type { Host, SavedFile } from '../../host/host.ts';
import { en } from '../../strings/en.ts';
import { createExportNames } from './exportPreview.ts';
import { joinPages } from './joinPages.ts';

export interface SaveExportsOptions {
  readonly worker: Pick<RpcClient, 'request'>;
  readonly host: Pick<Host, 'saveFile' | 'saveFiles' | 'savePdf'>;
  readonly meetings: readonly Pick<MeetingSummary, 'meetingId' | 'title'>[];
  readonly choices: ExportChoices;
  readonly signal: AbortSignal;
  /** Called before each meeting, with how many are written. */
  readonly onProgress: (done: number) => void;
}

/** Renders every meeting and gives the files to the person; several as one archive, or as one PDF. */
export async function saveExports(options: SaveExportsOptions): Promise<void> {
  const { worker, host, meetings, choices, signal, onProgress } = options;
  const format = choices.format === 'pdf' ? 'html' : choices.format;
  const names = createExportNames(
    meetings.map(({ title }) => title),
    choices.format,
  );
  const files: SavedFile[] = [];
  for (const [index, { meetingId }] of meetings.entries()) {
    onProgress(index);
    const request = { meetingId, format, options: choices.options };
    const content = await worker.request('exports.render', request, { signal });
    files.push({ name: names[index] ?? meetingId, content });
  }
  const [file, ...others] = files;
  if (file === undefined) return;
  if (choices.format === 'pdf') {
    const pages = files.flatMap(({ content }) => (typeof content === 'string' ? [content] : []));
    await host.savePdf({ name: file.name, html: joinPages(pages) });
  } else if (others.length === 0) {
    await host.saveFile(file);
  } else {
    await host.saveFiles(files, en.exports.archiveName);
  }
}
