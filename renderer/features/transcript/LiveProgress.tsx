import { useStore } from 'zustand';
import { Progress } from '../../components/Progress.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';

/** While the meeting is being transcribed: how far it is. */
export function LiveProgress({ meetingId }: { readonly meetingId: string }) {
  const { jobs } = useStores();
  const fraction = useStore(
    jobs,
    (state) =>
      state.jobs.find((job) => job.meetingId === meetingId && job.status === 'running')?.progress?.fraction ??
      null,
  );
  if (fraction === null) return null;
  return (
    <div className="transcript-live">
      <p className="small muted numbers">
        {en.transcript.live} · {Math.floor(fraction * 100)} %
      </p>
      <Progress label={en.transcript.live} fraction={fraction} />
    </div>
  );
}
