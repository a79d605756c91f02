import { CircleCheck, TriangleAlert, X } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { useAction } from '../../errors/useAction.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { describeResult } from './describeResult.ts';
import type { ModelJob } from './modelJob.ts';
import { useModelTitles } from '../../stores/useModelTitles.ts';

/** What came of a job that is done, until the person has seen it. */
export function ModelJobResult({ job }: { readonly job: ModelJob }) {
  const { jobs, models } = useStores();
  const { isBusy, error, run } = useAction();
  const result = describeResult(job, useModelTitles());
  if (result === null) return null;
  const { text, damaged } = result;
  return (
    <li className="model-job">
      <div className="model-row">
        {damaged.length === 0 ? (
          <CircleCheck className="model-job-done" aria-hidden="true" />
        ) : (
          <TriangleAlert className="model-job-damaged" aria-hidden="true" />
        )}
        <p className="model-row-text" role="status">
          {text}
        </p>
        {damaged.length > 0 && (
          <Button
            disabled={isBusy}
            onClick={() => {
              run(async () => {
                for (const modelId of damaged) {
                  await models.getState().startJob({ kind: 'verify-models', modelId, repair: true });
                }
                await jobs.getState().dismiss(job.jobId);
              });
            }}
          >
            {en.models.installed.repair}
          </Button>
        )}
        <IconButton
          label={en.error.dismiss}
          icon={<X />}
          onClick={() => void jobs.getState().dismiss(job.jobId)}
        />
      </div>
      {error !== null && <ErrorCard error={error} />}
    </li>
  );
}
