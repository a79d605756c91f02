import type { LibraryCommand } from './command.ts';
import type { OptionValues } from './optionTable.ts';
import { assertPrintable, parseFormats } from './parseFormats.ts';
import { takeNothing, takeOne } from './positionals.ts';
import { UsageError } from './usageError.ts';

/** The command `library` from its positional arguments and options. Throws UsageError. */
export function parseLibrary([action, ...rest]: readonly string[], values: OptionValues): LibraryCommand {
  const words = values.words ?? false;
  switch (action) {
    case 'list':
      takeNothing(rest, 'library');
      return { name: 'library', action };
    case 'show':
      return { name: 'library', action, meetingId: takeOne(rest, 'library show', 'library'), words };
    case 'remove':
      return { name: 'library', action, meetingId: takeOne(rest, 'library remove', 'library') };
    case 'search':
      if (rest.join('').trim() === '') throw new UsageError('Say what to search for.', 'library');
      return { name: 'library', action, query: rest.join(' ') };
    case 'export': {
      const meetingId = takeOne(rest, 'library export', 'library');
      const [format, ...others] = parseFormats(values.format, 'library') ?? [];
      if (format === undefined || others.length > 0) {
        throw new UsageError('library export needs one format: --format srt.', 'library');
      }
      const output = values.output ?? null;
      if (output === null || output === '-') assertPrintable([format], 'library');
      return {
        name: 'library',
        action,
        meetingId,
        format,
        output,
        words,
        overwrite: values.overwrite ?? false,
      };
    }
    default:
      throw new UsageError('Use library list, show, search, export or remove.', 'library');
  }
}
