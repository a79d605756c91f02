import { useStore } from 'zustand';
import { Progress } from '../../components/Progress.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';

export interface LiveProgressProps {
  readonly meetingId: string;
  /** False while a version is made beside the one that is shown. */
  readonly isShown: boolean;
}

/** While the meeting is being transcribed: how far it is. */
export function LiveProgress({ meetingId, isShown }: LiveProgressProps) {
  const { jobs } = useStores();
  const fraction = useStore(
    jobs,
    (state) =>
      state.jobs.find((job) => job.meetingId === meetingId && job.status === 'running')?.progress?.fraction ??
      null,
  );
  if (fraction === null) return null;
  const text = isShown ? en.transcript.live : en.transcript.liveVersion;
  return (
    <div className="transcript-live">
      <p className="small muted numbers">
        {text} · {Math.floor(fraction * 100)} %
      </p>
      <Progress label={text} fraction={fraction} />
    </div>
  );
}
