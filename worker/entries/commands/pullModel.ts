import type { JobResultByKind } from '../../contract/index.ts';
import type { CommandContext } from '../commandContext.ts';
import { runJob, type StartOfKind } from '../runJob.ts';
import { formatByteCount } from '../ui/formatByteCount.ts';

export type PullRequest = Omit<StartOfKind<'download-model'>, 'kind'>;

/** Downloads a model, or what is missing of it. Throws what the download fails with. */
export async function pullModel(
  request: PullRequest,
  context: CommandContext,
): Promise<JobResultByKind['download-model']> {
  const { output } = context;
  const result = await runJob({ kind: 'download-model', ...request }, context);
  output.note(`${result.modelId} is ready: ${describeAmounts(result)}.`);
  output.printJson({ type: 'pulled', ...result });
  return result;
}

function describeAmounts({ downloadedBytes, reusedBytes }: JobResultByKind['download-model']): string {
  if (downloadedBytes === 0) return 'everything was there already';
  const downloaded = `${formatByteCount(downloadedBytes)} downloaded`;
  return reusedBytes === 0 ? downloaded : `${downloaded}, ${formatByteCount(reusedBytes)} were there already`;
}
