import { type TranscribeOptions, transcribeOptionsSchema } from '../contract/index.ts';
import type { TranscribeCommand } from './command.ts';
import type { OptionValues } from './optionTable.ts';
import { assertPrintable, parseFormats } from './parseFormats.ts';
import { takeRecordings } from './positionals.ts';
import { UsageError } from './usageError.ts';

/** Characters of a wrong value; our choice: they fit on a line. */
const MAX_SHOWN = 40;

/** The command `transcribe` from its positional arguments and options. Throws UsageError. */
export function parseTranscribe(rest: readonly string[], values: OptionValues): TranscribeCommand {
  const inputs = takeRecordings(rest, 'transcribe');
  if (inputs.length === 0) {
    throw new UsageError('Name at least one file, folder or pattern to transcribe.', 'transcribe');
  }
  const formats = parseFormats(values.format, 'transcribe');
  const output = values.output ?? null;
  if (output === '-' && (formats?.length ?? 1) > 1) {
    throw new UsageError('--output - takes one format.', 'transcribe');
  }
  if (output === '-') assertPrintable(formats ?? [], 'transcribe');
  if (output === '-' && values.json === true) {
    throw new UsageError('--output - and --json cannot both write to standard output.', 'transcribe');
  }
  return {
    name: 'transcribe',
    inputs,
    options: parseTranscribeOptions(values),
    hotwordsFile: values.hotwords ?? null,
    formats: formats ?? (output === null ? null : ['txt']),
    output,
    words: values.words ?? false,
    force: values.force ?? false,
    overwrite: values.overwrite ?? false,
  };
}

function parseTranscribeOptions(values: OptionValues): Partial<Omit<TranscribeOptions, 'hotwords'>> {
  const given = {
    model: values.model,
    language: values.language?.toLowerCase(),
    languageDetection: values['language-detection'],
    task: values.task,
    prompt: values.prompt,
    device: values.device,
    beamSize: toNumber(values.beam),
    streamIndex: toNumber(values.stream),
    channels: values.channels,
    // Words are computed unless refused, so that later exports of the same transcript have them.
    words: values.words === false ? false : undefined,
  };
  const flags: Readonly<Record<string, string>> = {
    languageDetection: 'language-detection',
    beamSize: 'beam',
    streamIndex: 'stream',
  };
  const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const parsed = transcribeOptionsSchema.omit({ hotwords: true }).partial().safeParse(defined);
  if (parsed.success) {
    return Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== undefined));
  }
  const field = String(parsed.error.issues[0]?.path[0]);
  const typed = JSON.stringify(shorten(defined[field]));
  throw new UsageError(`--${flags[field] ?? field} cannot be ${typed}.${hintFor(field)}`, 'transcribe');
}

function hintFor(field: string): string {
  switch (field) {
    case 'language':
      return ' Use auto or a code such as en, de or ja.';
    case 'languageDetection':
      return ' Use file or chunk.';
    case 'task':
      return ' Use transcribe or translate.';
    case 'device':
      return ' Use auto, cpu or webgpu.';
    case 'channels':
      return ' Use mix or split.';
    case 'beamSize':
      return ' Use a number from 1 to 16.';
    case 'streamIndex':
      return ' Use a number from 0 to 255.';
    case 'prompt':
      return ` Use at most ${transcribeOptionsSchema.shape.prompt.maxLength} characters.`;
    default:
      return '';
  }
}

/** A whole page that was pasted would hide what is said about it. */
function shorten(typed: unknown): unknown {
  if (typeof typed !== 'string' || typed.length <= MAX_SHOWN) return typed;
  return `${typed.slice(0, MAX_SHOWN)}…`;
}

/** What is no number stays as typed, for the schema to refuse and the message to show. */
function toNumber(text: string | undefined): number | string | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : text;
}
