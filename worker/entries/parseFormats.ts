import { EXPORT_FORMATS, type ExportFormat } from '../contract/index.ts';
import { exportFormats } from '../exports/exportFormats.ts';
import type { CommandName } from './command.ts';
import { UsageError } from './usageError.ts';

/** Formats given as `srt,vtt` or one by one, each once; null if none was given. Throws UsageError for an unknown one. */
export function parseFormats(
  given: readonly string[] | undefined,
  topic: CommandName,
): readonly ExportFormat[] | null {
  if (given === undefined) return null;
  const names = given.flatMap((list) => list.split(',')).map((name) => name.trim().toLowerCase());
  const formats = names.map((name) => {
    const format = EXPORT_FORMATS.find((known) => known === name);
    if (format !== undefined) return format;
    if (name === 'pdf') {
      throw new UsageError(
        'A PDF is laid out by the app or by a browser. Write html and print it, or write docx.',
        topic,
      );
    }
    throw new UsageError(`There is no format "${name}". Use ${EXPORT_FORMATS.join(', ')}.`, topic);
  });
  return [...new Set(formats)];
}

/** Throws UsageError for a format that standard output is no place for. */
export function assertPrintable(formats: readonly ExportFormat[], topic: CommandName): void {
  const format = formats.find((candidate) => !exportFormats[candidate].isText);
  if (format !== undefined) throw new UsageError(`${format} is no text: name a file with --output.`, topic);
}
