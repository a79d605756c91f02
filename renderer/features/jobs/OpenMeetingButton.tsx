import { Button } from '../../components/Button.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';

export interface OpenMeetingButtonProps {
  readonly meetingId: string;
  /** Of the recording. */
  readonly name: string;
}

export function OpenMeetingButton({ meetingId, name }: OpenMeetingButtonProps) {
  const { route } = useStores();
  return (
    <Button
      aria-label={en.jobs.open(name)}
      onClick={() => {
        route.getState().go({ view: 'meeting', meetingId, at: null });
      }}
    >
      {en.jobs.openShort}
    </Button>
  );
}
