import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  createAbortError,
  deserializeError,
  type ErrorCode,
  hasErrorCode,
  isAbortError,
  type JobSnapshot,
  type Meeting,
  type RpcParams,
} from '../../contract/index.ts';
import type { TranscribeCommand } from '../command.ts';
import type { CommandContext } from '../commandContext.ts';
import { EXIT_CODES, type ExitCode } from '../exitCodes.ts';
import { findMedia, type MediaInput } from '../findMedia.ts';
import { loadHotwords } from '../loadHotwords.ts';
import { nameOutputs } from '../nameOutputs.ts';
import { renderText } from '../renderText.ts';
import { toTranscriptRecord } from '../transcriptRecord.ts';
import { describeError, toErrorRecord } from '../ui/describeError.ts';
import { formatSummary } from '../ui/formatSummary.ts';
import { toPrintable } from '../ui/toPrintable.ts';
import { UsageError } from '../usageError.ts';
import { waitForJob } from '../waitForJob.ts';
import { writeExports } from '../writeExports.ts';
import { announceCaution } from './announceCaution.ts';
import { assertAnyReadable } from './assertAnyReadable.ts';
import { ensureModel } from './ensureModel.ts';

type StartOptions = Extract<RpcParams<'jobs.start'>, { readonly kind: 'transcribe' }>['options'];

/** Failures that every other file would meet as well: there is no point in trying them. */
const FATAL_CODES: readonly ErrorCode[] = [
  'database-busy',
  'database-corrupt',
  'database-newer',
  'disk-full',
  'invalid-request',
  'model-crashed',
  'model-incompatible',
  'model-missing',
  'model-unsuitable',
  'too-many-open-files',
  'worker-exited',
];

/** Transcribes one file after the other; a file that fails does not keep the others from being transcribed. */
export async function runTranscribe(command: TranscribeCommand, context: CommandContext): Promise<ExitCode> {
  const { media, unmatched, unlisted } = await findMedia(command.inputs, context.cwd);
  if (unmatched[0] !== undefined)
    throw new UsageError(`There are no recordings in "${unmatched[0]}".`, 'transcribe');
  if (command.output === '-' && media.length > 1) {
    throw new UsageError('--output - takes one recording.', 'transcribe');
  }
  await assertOutputFolder(command, context);
  for (const { folder, error } of unlisted) reportFailure(error, folder, context);
  if (media.length === 0) return EXIT_CODES.failed;
  const chosen = await createOptions(command, context);
  const model = await ensureModel(chosen?.model, context, {
    beforeDownload: () => assertAnyReadable(media, context),
  });
  const options = model === undefined ? chosen : { ...chosen, model };
  await announceCaution(options?.model, context);
  const names = nameOutputs(media.map(({ path }) => path));
  let completed = 0;
  for (const [index, input] of media.entries()) {
    try {
      const { meeting, isFromLibrary } = await transcribe(input, { command, options, context });
      await deliver(meeting, {
        input,
        isFromLibrary,
        name: names[index] ?? '',
        isOneOfMany: media.length > 1,
        command,
        context,
      });
      completed++;
    } catch (error) {
      context.progressBar.clear();
      if (isAbortError(error)) return stopped(context);
      reportFailure(error, input.file, context);
      if (FATAL_CODES.some((code) => hasErrorCode(error, code))) break;
    }
  }
  if (completed === media.length && unlisted.length === 0) return EXIT_CODES.ok;
  return completed > 0 ? EXIT_CODES.partlyFailed : EXIT_CODES.failed;
}

function reportFailure(error: unknown, file: string, { output }: CommandContext): void {
  output.complain(describeError(error, file));
  output.printJson(toErrorRecord(error, file));
}

/** Before the work rather than after it. Throws UsageError where no folder can be. */
async function assertOutputFolder({ formats, output }: TranscribeCommand, { cwd }: CommandContext) {
  if (formats === null || output === null || output === '-') return;
  const isFile = await stat(resolve(cwd, output)).then(
    (entry) => !entry.isDirectory(),
    (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOTDIR',
  );
  if (!isFile) return;
  throw new UsageError(`--output "${output}" is a file, or lies below one. Name a folder.`, 'transcribe');
}

async function createOptions(command: TranscribeCommand, { cwd }: CommandContext): Promise<StartOptions> {
  const { model } = command.options;
  return {
    ...command.options,
    ...(model === undefined ? {} : { model: await resolveModel(model, cwd) }),
    ...(command.hotwordsFile === null ? {} : { hotwords: await loadHotwords(command.hotwordsFile, cwd) }),
  };
}

/** The absolute path of a folder that is there or is written as one; otherwise the id as it is. */
async function resolveModel(model: string, cwd: string): Promise<string> {
  const path = resolve(cwd, model);
  const isFolder = await stat(path).then(
    (entry) => entry.isDirectory(),
    () => /^[./~]|[\\]/.test(model),
  );
  return isFolder ? path : model;
}

interface TranscribeContext {
  readonly command: TranscribeCommand;
  readonly options: StartOptions;
  readonly context: CommandContext;
}

async function transcribe(
  { file, path }: MediaInput,
  { command, options, context }: TranscribeContext,
): Promise<{ readonly meeting: Meeting; readonly isFromLibrary: boolean }> {
  const { client, signal, output, progressBar } = context;
  const job = await waitForJob(
    client,
    () =>
      client.request('jobs.start', { kind: 'transcribe', path, options, force: command.force }, { signal }),
    {
      signal,
      onChange({ progress }) {
        if (progress === null) return;
        progressBar.show(file, progress);
        output.printJson({ type: 'progress', file, ...progress });
      },
    },
  );
  progressBar.clear();
  const meetingId = getMeetingId(job);
  const { transcriptId, isFromLibrary = false } = (job.kind === 'transcribe' && job.result) || {};
  // The current transcript of the meeting may be another one, which a person has changed.
  const version = { meetingId, ...(transcriptId === undefined ? {} : { transcriptId }) };
  return { meeting: await client.request('library.get', version, { signal }), isFromLibrary };
}

function getMeetingId({ status, error, meetingId }: JobSnapshot): string {
  if (error !== null && status === 'failed') throw deserializeError(error);
  if (meetingId === null || status !== 'completed') throw createAbortError();
  return meetingId;
}

interface Delivery {
  readonly input: MediaInput;
  readonly name: string;
  readonly isFromLibrary: boolean;
  readonly isOneOfMany: boolean;
  readonly command: TranscribeCommand;
  readonly context: CommandContext;
}

/** Prints the transcript or writes its files, as the command says; the `result` line of `--json` comes last. */
async function deliver(
  meeting: Meeting,
  { input, name, isFromLibrary, isOneOfMany, command, context }: Delivery,
): Promise<void> {
  const { meetingId, transcript } = meeting;
  const version = { meetingId, ...(transcript === null ? {} : { transcriptId: transcript.transcriptId }) };
  const { client, output } = context;
  const { formats, words } = command;
  const record = toTranscriptRecord(meeting, { file: input.file, words });
  output.note(formatSummary(input.file, meeting, { isFromLibrary }));
  if (formats === null) {
    const options = { timestamps: true };
    const text = await renderText(client, { ...version, format: 'txt', options });
    output.print(isOneOfMany ? `${toPrintable(input.file)}\n${text}\n` : text);
  } else if (command.output === '-') {
    const [format = 'txt'] = formats;
    output.print(await renderText(client, { ...version, format, options: { words } }));
  } else {
    const folder = resolve(context.cwd, command.output ?? '.');
    const overwrite = command.overwrite || command.force;
    for (const written of await writeExports(client, {
      ...version,
      formats,
      folder,
      name,
      words,
      overwrite,
    })) {
      output.note(`  ${written.path}`);
      output.printJson({ type: 'export', file: input.file, ...written });
    }
  }
  output.printJson(record);
}

function stopped({ output }: CommandContext): ExitCode {
  output.note('Stopped. What was transcribed is kept; the same command goes on from there.');
  return EXIT_CODES.canceled;
}
