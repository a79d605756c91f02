import { useStore } from 'zustand';
import { useStores } from '../../stores/stores.ts';
import { describeTransfer } from '../../strings/describeTransfer.ts';
import { en } from '../../strings/en.ts';
import { findVerification } from './findVerification.ts';

/** How far the check of a model is, where it was asked for: the list of what is in progress may be out of sight. */
export function VerificationStatus({ modelId }: { readonly modelId: string }) {
  const { jobs } = useStores();
  const job = useStore(jobs, (state) => findVerification(state.jobs, modelId, performance.timeOrigin));
  if (job === null) return null;
  if (job.status !== 'completed') return <p className="muted small numbers">{describeTransfer(job)}</p>;
  const isIntact = job.result?.models.every((model) => model.isIntact) === true;
  return isIntact ? <p className="small">{en.models.installed.intact}</p> : null;
}
