import type { FreedReport } from '../../contract/index.ts';
import type { CommandName } from '../command.ts';
import type { CommandContext } from '../commandContext.ts';
import { EXIT_CODES, type ExitCode } from '../exitCodes.ts';
import { formatByteCount, formatExactByteCount } from '../ui/formatByteCount.ts';
import { formatTable } from '../ui/formatTable.ts';

export interface Deletion {
  /** Deletes, or says what would be deleted. */
  readonly free: (dryRun: boolean) => Promise<FreedReport>;
  readonly isDryRun: boolean;
  readonly topic: CommandName;
}

/**
 * Shows what a deletion takes and frees, asks for it, and deletes. What cannot be removed is named; it is tried again when
 * Earshot starts.
 */
export async function reportFreed(
  { free, isDryRun, topic }: Deletion,
  { output, confirm }: CommandContext,
): Promise<ExitCode> {
  const planned = await free(true);
  if (planned.items.length === 0) {
    output.note(
      'There is nothing to delete. Downloads that can still go on are kept; "earshot jobs cancel" gives one up.',
    );
    output.printJson({ type: 'freed', ...planned });
    return EXIT_CODES.ok;
  }
  if (isDryRun) {
    output.print(formatItems(planned));
    output.note(`This would free ${formatExactByteCount(planned.freedBytes)}. Nothing was deleted.`);
    output.printJson({ type: 'freed', ...planned });
    return EXIT_CODES.ok;
  }
  output.note(formatItems(planned).trimEnd());
  const statement = `This frees ${formatExactByteCount(planned.freedBytes)} and cannot be undone.`;
  await confirm({ statement, question: 'Delete it?', topic });
  const freed = await free(false);
  output.print(`Freed ${formatExactByteCount(freed.freedBytes)}.\n`);
  output.printJson({ type: 'freed', ...freed });
  for (const { path, code } of freed.left)
    output.complain(`earshot: "${path}" could not be removed (${code}).`);
  if (freed.isComplete) return EXIT_CODES.ok;
  output.complain('  What is left is tried again when Earshot starts the next time.');
  return EXIT_CODES.partlyFailed;
}

function formatItems({ items }: FreedReport): string {
  return formatTable(items.map(({ kind, name, sizeBytes }) => [kind, name, formatByteCount(sizeBytes)]));
}
