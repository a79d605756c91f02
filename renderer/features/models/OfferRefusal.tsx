import { RotateCcw, Settings } from 'lucide-react';
import type { ErrorCode, SerializedError } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';

export interface OfferRefusalProps {
  readonly error: SerializedError;
  readonly onRetry: () => void;
}

/** What the settings can change: the access token, the offline mode. */
const OF_SETTINGS: ReadonlySet<ErrorCode> = new Set(['hub-access-denied', 'offline']);
/** The same would be answered again. */
const FINAL: ReadonlySet<ErrorCode> = new Set(['invalid-request', 'hub-not-found', 'model-unsuitable']);

/** Why the hub says nothing of a model, with the one next step. */
export function OfferRefusal({ error, onRetry }: OfferRefusalProps) {
  const { route } = useStores();
  const { code } = error;
  return (
    <ErrorCard
      error={error}
      action={
        OF_SETTINGS.has(code) ? (
          <Button
            icon={<Settings aria-hidden="true" />}
            onClick={() => {
              route.getState().go({ view: 'settings' });
            }}
          >
            {en.models.offer.openSettings}
          </Button>
        ) : (
          !FINAL.has(code) && (
            <Button icon={<RotateCcw aria-hidden="true" />} onClick={onRetry}>
              {en.jobs.retry}
            </Button>
          )
        )
      }
    />
  );
}
