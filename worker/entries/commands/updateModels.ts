import { isAbortError } from '../../contract/index.ts';
import type { CommandContext } from '../commandContext.ts';
import { EXIT_CODES, type ExitCode } from '../exitCodes.ts';
import { describeError, toErrorRecord } from '../ui/describeError.ts';
import { formatByteCount } from '../ui/formatByteCount.ts';
import { pullModel } from './pullModel.ts';

export interface UpdateRequest {
  /** Null is every model. */
  readonly modelId: string | null;
  /** Only say what is new. */
  readonly dryRun: boolean;
}

/** Fetches newer versions; the old one is used, and kept, until the new one is complete. */
export async function updateModels(
  { modelId, dryRun }: UpdateRequest,
  context: CommandContext,
): Promise<ExitCode> {
  const { client, output, signal } = context;
  const updates = await client.request('models.checkUpdates', modelId === null ? {} : { modelId }, {
    signal,
  });
  if (updates.length === 0)
    output.note(modelId === null ? 'Every model is up to date.' : `${modelId} is up to date.`);
  let failed = 0;
  for (const update of updates) {
    output.printJson({ type: 'update', ...update });
    const change = `${update.currentCommit.slice(0, 7)} to ${update.newCommit.slice(0, 7)}`;
    output.note(`${update.modelId}: ${change}, ${formatByteCount(update.downloadBytes)} to download.`);
    if (dryRun) continue;
    try {
      await pullModel({ modelId: update.modelId, isUpdate: true }, context);
    } catch (error) {
      if (isAbortError(error) || updates.length === 1) throw error;
      failed++;
      output.complain(describeError(error, update.modelId));
      output.printJson({ ...toErrorRecord(error, null), model: update.modelId });
    }
  }
  if (failed === 0) return EXIT_CODES.ok;
  return failed < updates.length ? EXIT_CODES.partlyFailed : EXIT_CODES.failed;
}
