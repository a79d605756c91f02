import { type CacheTargetCheck, type SerializedError } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { useAction } from '../../errors/useAction.ts';
import { type StartModelJob } from '../../stores/modelsStore.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { formatBytes } from '../../strings/formatAmounts.ts';

export interface PlaceCheckProps {
  readonly check: CacheTargetCheck;
  readonly onStarted: () => void;
}

/** What a move to a folder would mean, and the move. */
export function PlaceCheck({ check, onStarted }: PlaceCheckProps) {
  const { models } = useStores();
  const { isBusy, error, run } = useAction();
  const text = en.models.place;
  const { path, freeBytes, neededBytes, holdsModels } = check;
  const problem = toError(check);
  const start = (job: StartModelJob): void => {
    run(async () => {
      await models.getState().startJob(job);
      onStarted();
    });
  };
  return (
    <div className="place-check" role="status">
      {problem !== null && <ErrorCard error={problem} />}
      {problem === null && (
        <p className="numbers">
          {freeBytes === null
            ? text.fitsUnknown(formatBytes(neededBytes))
            : text.fits(formatBytes(neededBytes), formatBytes(freeBytes))}
        </p>
      )}
      {problem === null && holdsModels && <p>{text.holdsModels}</p>}
      {error !== null && <ErrorCard error={error} />}
      <div className="model-card-actions">
        {problem === null && (
          <Button
            variant="primary"
            disabled={isBusy}
            onClick={() => {
              start({ kind: 'move-cache', to: path });
            }}
          >
            {text.move}
          </Button>
        )}
        {holdsModels && (
          <Button
            disabled={isBusy}
            onClick={() => {
              start({ kind: 'adopt-cache', folder: path });
            }}
          >
            {text.adopt}
          </Button>
        )}
      </div>
    </div>
  );
}

function toError({ problem, details, path }: CacheTargetCheck): SerializedError | null {
  if (problem === null) return null;
  return { name: 'AppError', message: problem, code: problem, details: { path, ...details } };
}
