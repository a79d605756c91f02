import { deserializeError, type JobSnapshot } from '../../contract/index.ts';
import type { CommandContext } from '../commandContext.ts';
import { EXIT_CODES, type ExitCode } from '../exitCodes.ts';
import { describeError } from '../ui/describeError.ts';
import { nameJob } from '../ui/nameJob.ts';
import { waitForJob } from '../waitForJob.ts';
import { listBundledModels } from './listBundledModels.ts';
import { reportBundledModel } from './reportBundledModel.ts';

/** Downloads a set of models, so that this computer can work without a network from then on. */
export async function prepareModels(
  modelIds: readonly string[] | null,
  context: CommandContext,
): Promise<ExitCode> {
  const { client, output, progressBar, signal } = context;
  const wanted = modelIds === null ? null : await leaveOutBundled(modelIds, context);
  const started =
    wanted?.length === 0
      ? []
      : await client.request('models.prepareOffline', { modelIds: wanted }, { signal });
  const ended = await Promise.all(
    started.map(async (job) => {
      const last = await waitForJob(client, () => readJob(job, context), {
        signal,
        onChange(changed) {
          if (changed.progress !== null) progressBar.show(nameJob(changed), changed.progress);
        },
      });
      progressBar.clear();
      output.printJson({ type: 'job', ...last });
      if (last.error === null) output.note(`${nameJob(last)}: ${last.status}.`);
      else output.complain(describeError(deserializeError(last.error), nameJob(last)));
      return last;
    }),
  );
  const completed = ended.filter(({ status }) => status === 'completed').length;
  if (completed === ended.length) {
    output.note('This computer is ready to work offline.');
    return EXIT_CODES.ok;
  }
  return completed === 0 ? EXIT_CODES.failed : EXIT_CODES.partlyFailed;
}

/** What has to be downloaded; of the rest it is said that it is there. */
async function leaveOutBundled(names: readonly string[], context: CommandContext): Promise<string[]> {
  const bundled = await listBundledModels(context);
  for (const model of bundled.values()) {
    if (names.includes(model.modelId)) reportBundledModel(model, context.output);
  }
  return names.filter((name) => !bundled.has(name));
}

/** As it is by now: it may have ended before anybody listened. */
async function readJob(started: JobSnapshot, { client, signal }: CommandContext): Promise<JobSnapshot> {
  const jobs = await client.request('jobs.list', undefined, { signal });
  return jobs.find(({ jobId }) => jobId === started.jobId) ?? started;
}
