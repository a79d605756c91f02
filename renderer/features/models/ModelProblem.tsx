import type { ReactNode } from 'react';
import { TriangleAlert } from 'lucide-react';
import { useStore } from 'zustand';
import type { CachedModel, JobSnapshot } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { useAction } from '../../errors/useAction.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { findDownload } from './findDownload.ts';

export interface ModelProblemProps {
  readonly modelId: string;
  readonly cached: CachedModel;
}

/** What keeps a model from being used, and the one thing to do about it. Renders nothing where there is nothing. */
export function ModelProblem({ modelId, cached }: ModelProblemProps) {
  const { models, jobs } = useStores();
  const download = useStore(jobs, (state) => findDownload(state, modelId));
  const { isBusy, error, run } = useAction();
  const text = en.models.installed;
  const [dtype = null] = cached.dtypes;

  const resume = (): Promise<unknown> => {
    // A download that was begun knows what it is to fetch.
    if (download?.status === 'paused') return jobs.getState().act('resume', download.jobId);
    if (download?.status === 'failed') return jobs.getState().act('retry', download.jobId);
    return models.getState().startJob({ kind: 'download-model', modelId, revision: cached.revision, dtype });
  };
  const repair = (): Promise<unknown> =>
    models.getState().startJob({ kind: 'verify-models', modelId, repair: true });
  const release = (): Promise<void> => models.getState().release(modelId);
  const offer = (label: string, action: () => Promise<unknown>): ReactNode => (
    <Button
      disabled={isBusy}
      onClick={() => {
        run(async () => {
          await action();
        });
      }}
    >
      {label}
    </Button>
  );

  return (
    <>
      {cached.isQuarantined && (
        <Problem
          title={text.quarantined}
          text={text.quarantinedText}
          action={offer(text.tryAgain, release)}
        />
      )}
      {cached.isDamaged && (
        <Problem title={text.damaged} text={text.damagedText} action={offer(text.repair, repair)} />
      )}
      {!cached.isComplete && (
        <Problem
          title={text.incomplete}
          text={text.incompleteText(cached.missing.length)}
          action={isGoingOn(download) ? null : offer(text.resume, resume)}
        />
      )}
      {error !== null && <ErrorCard error={error} />}
    </>
  );
}

function isGoingOn(download: JobSnapshot | null): boolean {
  return download?.status === 'running' || download?.status === 'queued';
}

interface ProblemProps {
  readonly title: string;
  readonly text: string;
  readonly action: ReactNode;
}

function Problem({ title, text, action }: ProblemProps) {
  return (
    <div className="model-problem">
      <TriangleAlert aria-hidden="true" />
      <p className="small">
        <strong>{title}.</strong> {text}
      </p>
      {action}
    </div>
  );
}
