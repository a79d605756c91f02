import { resolve } from 'node:path';
import { AppError, type CleanupPolicy } from '../../contract/index.ts';
import type { CacheCommand } from '../command.ts';
import type { CommandContext } from '../commandContext.ts';
import { EXIT_CODES, type ExitCode } from '../exitCodes.ts';
import { runJob } from '../runJob.ts';
import { formatByteCount } from '../ui/formatByteCount.ts';
import { formatCache } from '../ui/formatCache.ts';
import { formatTable } from '../ui/formatTable.ts';
import { reportFreed } from './reportFreed.ts';

/** Looks after the folder that the models are in. */
export async function runCache(command: CacheCommand, context: CommandContext): Promise<ExitCode> {
  const { client, output, signal, cwd } = context;
  switch (command.action) {
    case 'info': {
      const withFiles = output.isJson || command.withFiles;
      const info = await client.request('cache.info', { withFiles }, { signal });
      output.printJson({ type: 'cache', ...info });
      output.print(formatCache(info, output.terminalColumns));
      break;
    }
    case 'move':
      return moveCache(resolve(cwd, command.folder), context);
    case 'adopt': {
      const folder = resolve(cwd, command.folder);
      const { cacheDir } = await runJob({ kind: 'adopt-cache', folder }, context);
      output.note(`The models are in ${cacheDir} from now on.`);
      output.printJson({ type: 'adopted', cacheDir });
      break;
    }
    case 'clear': {
      const { task, dryRun: isDryRun } = command;
      const which = task === null ? {} : { task };
      const free = (dryRun: boolean) => client.request('cache.clear', { ...which, dryRun }, { signal });
      return reportFreed({ free, isDryRun, topic: 'cache' }, context);
    }
    case 'policy':
      return runPolicy(command, context);
  }
  return EXIT_CODES.ok;
}

async function moveCache(to: string, context: CommandContext): Promise<ExitCode> {
  const { output } = context;
  const result = await runJob({ kind: 'move-cache', to }, context);
  output.printJson({ type: 'moved', ...result });
  if (result.outcome === 'rolled-back') {
    throw new AppError('cache-location-refused', 'The move was rolled back.', { details: { path: to } });
  }
  output.note(`The models are in ${result.cacheDir} now.`);
  for (const path of result.leftBehind)
    output.note(`"${path}" could not be removed and is not needed any more.`);
  return EXIT_CODES.ok;
}

async function runPolicy(
  { changes, cleanUp }: Extract<CacheCommand, { action: 'policy' }>,
  context: CommandContext,
): Promise<ExitCode> {
  const { client, output, signal } = context;
  const { cleanup: before } = await client.request('settings.get', undefined, { signal });
  const isPreview = cleanUp === 'preview';
  const isChanged = Object.keys(changes).length > 0;
  const wanted = { ...before, ...changes };
  const { cleanup: policy } =
    isChanged && !isPreview
      ? await client.request('settings.update', { cleanup: wanted }, { signal })
      : { cleanup: wanted };
  output.printJson({ type: 'policy', ...policy });
  output.print(formatPolicy(policy));
  if (cleanUp === null) return EXIT_CODES.ok;
  if (isPreview && isChanged) output.note('The policy stays as it was: without --dry-run, this one is set.');
  const free = (dryRun: boolean) => client.request('cache.cleanUp', { dryRun, policy }, { signal });
  return reportFreed({ free, isDryRun: isPreview, topic: 'cache' }, context);
}

function formatPolicy({ budgetBytes, unusedDays }: CleanupPolicy): string {
  return formatTable([
    ['budget', budgetBytes === null ? 'off' : formatByteCount(budgetBytes)],
    ['unused', unusedDays === null ? 'off' : `${unusedDays} days`],
  ]);
}
