import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { formatTimecode, type Meeting, type MeetingSummary, type SearchHit } from '../../contract/index.ts';
import type { LibraryCommand } from '../command.ts';
import type { CommandContext } from '../commandContext.ts';
import { EXIT_CODES, type ExitCode } from '../exitCodes.ts';
import { renderText } from '../renderText.ts';
import { toTranscriptRecord } from '../transcriptRecord.ts';
import { formatDate } from '../ui/formatDate.ts';
import { formatSummary } from '../ui/formatSummary.ts';
import { safeFileName } from '../../lib/safeFileName.ts';
import { toPrintable } from '../ui/toPrintable.ts';
import { writeExports } from '../writeExports.ts';

type ExportCommand = Extract<LibraryCommand, { action: 'export' }>;

/** The most that the worker gives at a time. */
const MAX_PAGE = 10_000;
const BOLD = '\x1b[1m';
const RESET = '\x1b[0m';

/** Reads and changes the library; nothing here needs the queue. */
export async function runLibrary(command: LibraryCommand, context: CommandContext): Promise<ExitCode> {
  switch (command.action) {
    case 'list':
      await list(context);
      break;
    case 'show':
      await show(command.meetingId, command.words, context);
      break;
    case 'search':
      await search(command.query, context);
      break;
    case 'export':
      await exportMeeting(command, context);
      break;
    case 'remove':
      await remove(command.meetingId, context);
  }
  return EXIT_CODES.ok;
}

async function list({ client, output, signal }: CommandContext): Promise<void> {
  const meetings: MeetingSummary[] = [];
  let page: readonly MeetingSummary[];
  do {
    const request = { limit: MAX_PAGE, offset: meetings.length };
    page = await client.request('library.list', request, { signal });
    meetings.push(...page);
  } while (page.length === MAX_PAGE);
  for (const meeting of meetings) output.printJson({ type: 'meeting', ...meeting });
  const rows = meetings.map((meeting) => [
    meeting.meetingId,
    formatDate(meeting.createdAtMs),
    formatTimecode(meeting.durationSeconds, 'clock'),
    meeting.language ?? '-',
    meeting.status,
    toPrintable(meeting.title),
  ]);
  output.printTable(rows, ['MEETING', 'ADDED', 'LENGTH', 'LANGUAGE', 'STATE', 'TITLE']);
  if (meetings.length === 0) output.note('The library is empty.');
}

async function show(
  meetingId: string,
  words: boolean,
  { client, output, signal }: CommandContext,
): Promise<void> {
  const meeting = await client.request('library.get', { meetingId }, { signal });
  output.printJson(toTranscriptRecord(meeting, { file: meeting.media.path, words }));
  const options = { timestamps: true };
  const text = await renderText(client, { meetingId, format: 'txt', options }, { signal });
  output.print(`${describeMeeting(meeting)}\n\n${text}`);
}

function describeMeeting(meeting: Meeting): string {
  const { title, createdAtMs, media } = meeting;
  return [toPrintable(title), formatDate(createdAtMs), formatSummary(media.path, meeting)].join('\n');
}

async function search(query: string, { client, output, signal }: CommandContext): Promise<void> {
  const hits = await client.request('library.search', { query }, { signal });
  for (const hit of hits) output.printJson({ type: 'hit', ...hit });
  const rows = hits.map((hit) => [
    hit.meetingId,
    formatTimecode(hit.start, 'clock'),
    `${toPrintable(hit.meetingTitle)}: ${formatSnippet(hit, output.hasColor)}`,
  ]);
  output.printTable(rows, ['MEETING', 'AT', 'WHAT WAS SAID']);
  if (hits.length === 0) output.note('Nothing was found.');
}

function formatSnippet({ snippet }: SearchHit, hasColor: boolean): string {
  return snippet
    .map(({ text, match }) => ({ text: toPrintable(text.replace(/\s+/g, ' ')), match }))
    .map(({ text, match }) => (match && hasColor ? `${BOLD}${text}${RESET}` : text))
    .join('')
    .trim();
}

async function exportMeeting(command: ExportCommand, context: CommandContext): Promise<void> {
  const { client, output, signal, cwd } = context;
  const { meetingId, format, words, overwrite } = command;
  const request = { meetingId, format, options: { words } };
  if (command.output === null || command.output === '-') {
    const text = await renderText(client, request, { signal });
    output.print(text);
    output.printJson({ type: 'export', meetingId, format, text });
    return;
  }
  const target = resolve(cwd, command.output);
  const isFolder = await stat(target).then(
    (entry) => entry.isDirectory(),
    () => /[\\/]$/.test(command.output ?? ''),
  );
  const paths = isFolder
    ? await exportIntoFolder(command, target, context)
    : [(await client.request('exports.write', { ...request, path: target, overwrite }, { signal })).path];
  for (const path of paths) {
    output.note(path);
    output.printJson({ type: 'export', meetingId, format, path });
  }
}

/** Named after the meeting's title. */
async function exportIntoFolder(
  { meetingId, format, words, overwrite }: ExportCommand,
  folder: string,
  { client, signal }: CommandContext,
): Promise<string[]> {
  const { title } = await client.request('library.get', { meetingId }, { signal });
  const name = safeFileName(title, meetingId);
  const formats = [format];
  const written = await writeExports(client, { meetingId, formats, folder, name, words, overwrite });
  return written.map(({ path }) => path);
}

async function remove(meetingId: string, { client, output, signal }: CommandContext): Promise<void> {
  await client.request('library.remove', { meetingId }, { signal });
  output.note(`Removed ${meetingId} from the library. The recording itself was not touched.`);
  output.printJson({ type: 'removed', meetingId });
}
