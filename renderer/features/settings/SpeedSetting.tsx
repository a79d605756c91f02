import { Gauge } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../components/Button.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { formatDate, formatRemaining } from '../../strings/formatAmounts.ts';
import { formatDevice } from '../../strings/formatDevice.ts';

const SECONDS_PER_MINUTE = 60;

/** What estimates are made of, to be measured anew: the computer may have been busy with something else before. */
export function SpeedSetting() {
  const { models, jobs } = useStores();
  const speed = useStore(models, (state) => state.speed);
  const isMeasuring = useStore(models, (state) => state.isMeasuring);
  const isBusy = useStore(jobs, (state) => state.jobs.some(({ status }) => status === 'running'));
  const [hasFailed, setFailed] = useState(false);
  const known =
    speed === null
      ? en.settings.speedUnknown
      : en.settings.speedKnown(
          formatRemaining(speed.minutesPerHour * SECONDS_PER_MINUTE),
          formatDevice(speed.device),
          formatDate(speed.measuredAtMs, Date.now()),
        );
  const measure = async (): Promise<void> => {
    setFailed(false);
    setFailed(!(await models.getState().measureAgain()));
  };
  return (
    <div className="field">
      <div className="field-text">
        <p className="field-name">{en.settings.speed}</p>
        <div className="muted small" role="status">
          <p>{known}</p>
          <p>{isBusy ? en.settings.speedBusy : hasFailed ? en.settings.speedFailed : en.settings.speedUse}</p>
        </div>
      </div>
      <Button
        icon={<Gauge aria-hidden="true" />}
        disabled={isBusy || isMeasuring}
        onClick={() => void measure()}
      >
        {isMeasuring ? en.settings.measuring : en.settings.measure}
      </Button>
    </div>
  );
}
