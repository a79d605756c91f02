import { deserializeError, type JobSnapshot } from '../../contract/index.ts';
import type { CommandContext } from '../commandContext.ts';
import { EXIT_CODES, type ExitCode } from '../exitCodes.ts';
import { describeError } from '../ui/describeError.ts';
import { nameJob } from '../ui/nameJob.ts';
import { waitForJob } from '../waitForJob.ts';

/** Downloads a set of models, so that this computer can work without a network from then on. */
export async function prepareModels(
  modelIds: readonly string[] | null,
  context: CommandContext,
): Promise<ExitCode> {
  const { client, output, progressBar, signal } = context;
  const params = { modelIds: modelIds === null ? null : [...modelIds] };
  const started = await client.request('models.prepareOffline', params, { signal });
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

/** As it is by now: it may have ended before anybody listened. */
async function readJob(started: JobSnapshot, { client, signal }: CommandContext): Promise<JobSnapshot> {
  const jobs = await client.request('jobs.list', undefined, { signal });
  return jobs.find(({ jobId }) => jobId === started.jobId) ?? started;
}
