import type { ModelsCommand } from './command.ts';
import type { OptionValues } from './optionTable.ts';
import { takeAtMostOne, takeNothing, takeOne } from './positionals.ts';
import { UsageError } from './usageError.ts';

const ACTIONS =
  'list, available, pull, remove, verify, repair, update, versions, export, import, prune, pin, unpin, unload, ' +
  'release, prepare or statistics';

/** The command `models` from its positional arguments and options. Throws UsageError. */
export function parseModels([action, ...rest]: readonly string[], values: OptionValues): ModelsCommand {
  if (rest.includes('')) throw new UsageError('A name cannot be empty.', 'models');
  const dryRun = values['dry-run'] ?? false;
  const one = (): string => takeOne(rest, `models ${action ?? ''}`, 'models');
  switch (action) {
    case 'list':
    case 'available':
    case 'statistics':
      takeNothing(rest, 'models');
      return { name: 'models', action };
    case 'pull':
      return { name: 'models', action, model: one(), dtype: values.dtype ?? null };
    case 'remove':
      return { name: 'models', action, modelId: one(), commit: values.commit ?? null, dryRun };
    case 'verify':
    case 'unload':
      return { name: 'models', action, modelId: takeAtMostOne(rest, `models ${action}`, 'models') };
    case 'repair':
    case 'pin':
    case 'unpin':
    case 'release':
      return { name: 'models', action, modelId: one() };
    case 'update':
      return { name: 'models', action, modelId: takeAtMostOne(rest, 'models update', 'models'), dryRun };
    case 'versions':
      return { name: 'models', action, modelId: one(), use: values.use ?? null };
    case 'export':
      return parseExport(rest, values.overwrite ?? false);
    case 'import': {
      const [file, ...others] = rest;
      if (file === undefined || others.length > 0)
        throw new UsageError('models import needs one file.', 'models');
      return { name: 'models', action, file };
    }
    case 'prune':
      takeNothing(rest, 'models');
      return { name: 'models', action, dryRun };
    case 'prepare':
      return { name: 'models', action, modelIds: rest.length === 0 ? null : rest };
    default:
      throw new UsageError(`Use models ${ACTIONS}.`, 'models');
  }
}

function parseExport(rest: readonly string[], overwrite: boolean): ModelsCommand {
  const file = rest.at(-1);
  const modelIds = rest.slice(0, -1);
  if (file === undefined || modelIds.length === 0) {
    throw new UsageError('models export needs the ids of models and, last, the file to write.', 'models');
  }
  return { name: 'models', action: 'export', modelIds: [...new Set(modelIds)], file, overwrite };
}
