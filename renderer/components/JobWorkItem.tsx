import { Pause, Play, RotateCcw, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { JobSnapshot, SerializedError } from '../../worker/contract/index.ts';
import { ErrorCard } from '../errors/ErrorCard.tsx';
import type { JobAction } from '../stores/jobsStore.ts';
import { useStores } from '../stores/stores.ts';
import { en } from '../strings/en.ts';
import { Button } from './Button.tsx';
import { IconButton } from './IconButton.tsx';
import { useFocusReturn } from './useFocusReturn.ts';
import { WorkItem, type WorkItemProps } from './WorkItem.tsx';

export interface JobWorkItemProps extends Omit<WorkItemProps, 'actions' | 'fraction' | 'error'> {
  readonly job: JobSnapshot;
  /** Before the buttons that every job has. */
  readonly before?: ReactNode;
  /** As the person knows what failed. */
  readonly toShown?: (error: SerializedError) => SerializedError;
}

/** A job: how far it is, what went wrong with it or with what was asked of it; pause, go on, cancel, try again. */
export function JobWorkItem({ job, before, toShown = (error) => error, ...rest }: JobWorkItemProps) {
  const { jobs } = useStores();
  useFocusReturn();
  const { jobId, status, progress } = job;
  const { name } = rest;
  const actionError = useStore(jobs, (state) => state.actionErrors[jobId]);
  const error = actionError ?? job.error;
  const act = (action: JobAction) => (): void => void jobs.getState().act(action, jobId);
  const hasFailed = status === 'failed';
  return (
    <WorkItem
      {...rest}
      actions={
        <>
          {before}
          {(status === 'running' || status === 'queued') && (
            <IconButton label={en.jobs.pause(name)} icon={<Pause />} onClick={act('pause')} />
          )}
          {status === 'paused' && (
            <IconButton label={en.jobs.resume(name)} icon={<Play />} onClick={act('resume')} />
          )}
          {!hasFailed && <IconButton label={en.jobs.cancel(name)} icon={<X />} onClick={act('cancel')} />}
        </>
      }
      fraction={
        status === 'running' || (status === 'paused' && progress !== null)
          ? (progress?.fraction ?? null)
          : undefined
      }
      error={
        error !== null && (
          <ErrorCard
            error={toShown(error)}
            {...(hasFailed ? { onDismiss: () => void jobs.getState().dismiss(jobId) } : {})}
            action={
              (hasFailed || status === 'paused') && (
                <Button icon={<RotateCcw />} onClick={act(hasFailed ? 'retry' : 'resume')}>
                  {en.jobs.retry}
                </Button>
              )
            }
          />
        )
      }
    />
  );
}
