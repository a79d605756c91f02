import { resolve } from 'node:path';
import type { ModelsCommand } from '../command.ts';
import type { CommandContext } from '../commandContext.ts';
import { EXIT_CODES, type ExitCode } from '../exitCodes.ts';
import { runJob } from '../runJob.ts';
import { formatByteCount } from '../ui/formatByteCount.ts';
import { listAvailable, listModels, listStatistics, toModelRecord } from './listModels.ts';
import { prepareModels } from './prepareModels.ts';
import { pullNamedModel } from './pullNamedModel.ts';
import { reportFreed } from './reportFreed.ts';
import { updateModels } from './updateModels.ts';
import { verifyModels } from './verifyModels.ts';
import { showVersions } from './showVersions.ts';

/** Looks after the models on this computer. What is stopped with Ctrl-C goes on with the next call. */
export async function runModels(command: ModelsCommand, context: CommandContext): Promise<ExitCode> {
  const { client, output, signal, cwd } = context;
  switch (command.action) {
    case 'list':
      await listModels(context);
      break;
    case 'available':
      await listAvailable(context);
      break;
    case 'statistics':
      await listStatistics(context);
      break;
    case 'pull':
      await pullNamedModel(command, context);
      break;
    case 'remove': {
      const { modelId, commit, dryRun: isDryRun } = command;
      const version = commit === null ? {} : { commit };
      const free = (dryRun: boolean) =>
        client.request('models.remove', { modelId, ...version, dryRun }, { signal });
      return reportFreed({ free, isDryRun, topic: 'models' }, context);
    }
    case 'verify':
      return verifyModels({ modelId: command.modelId, repair: false }, context);
    case 'repair':
      return verifyModels({ modelId: command.modelId, repair: true }, context);
    case 'update':
      return updateModels(command, context);
    case 'versions':
      await showVersions(command, context);
      break;
    case 'export': {
      const { modelIds, overwrite } = command;
      const file = resolve(cwd, command.file);
      const result = await runJob(
        { kind: 'export-models', modelIds: [...modelIds], file, overwrite },
        context,
      );
      output.note(`${result.file}: ${formatByteCount(result.sizeBytes)}.`);
      output.printJson({ type: 'exported', ...result });
      break;
    }
    case 'import': {
      const result = await runJob({ kind: 'import-models', file: resolve(cwd, command.file) }, context);
      output.note(`Imported ${result.modelIds.join(', ')}: ${formatByteCount(result.addedBytes)} added.`);
      for (const { modelId, commit } of result.keptVersions) {
        const use = `earshot models versions ${modelId} --use ${commit.slice(0, 7)}`;
        output.note(
          `The ${modelId} of this file is an older version: it is kept beside the one here, which is still used. ` +
            `"${use}" changes that.`,
        );
      }
      output.printJson({ type: 'imported', ...result });
      break;
    }
    case 'prune': {
      const free = (dryRun: boolean) => client.request('cache.prune', { dryRun }, { signal });
      return reportFreed({ free, isDryRun: command.dryRun, topic: 'models' }, context);
    }
    case 'pin':
    case 'unpin': {
      const isPinned = command.action === 'pin';
      const { modelId } = command;
      const model = await client.request('models.setPinned', { modelId, isPinned }, { signal });
      output.note(
        isPinned
          ? `${model.modelId} stays when models are cleaned up.`
          : `${model.modelId} may be cleaned up.`,
      );
      output.printJson(toModelRecord(model));
      break;
    }
    case 'release': {
      const model = await client.request('models.release', { modelId: command.modelId }, { signal });
      output.note(`${model.modelId} is tried again when it is used the next time.`);
      output.printJson(toModelRecord(model));
      break;
    }
    case 'unload': {
      const { modelId } = command;
      const loaded = await client.request('models.unload', modelId === null ? {} : { modelId }, { signal });
      for (const model of loaded) output.printJson({ type: 'loaded', ...model });
      output.note(
        loaded.length === 0
          ? 'This command has no model in memory. That of an open Earshot is taken out of memory there, under Models.'
          : `Still in use: ${listIds(loaded)}.`,
      );
      break;
    }
    case 'prepare':
      return prepareModels(command.modelIds, context);
  }
  return EXIT_CODES.ok;
}

function listIds(models: readonly { readonly modelId: string }[]): string {
  return models.map(({ modelId }) => modelId).join(', ');
}
