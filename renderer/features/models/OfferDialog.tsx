import { useEffect, useState } from 'react';
import type { ModelOffer, ModelOfferOption, SerializedError } from '../../../worker/contract/index.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { toShownError } from '../../errors/toShownError.ts';
import { useAction } from '../../errors/useAction.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { formatBytes } from '../../strings/formatAmounts.ts';
import { OfferFacts } from './OfferFacts.tsx';
import { OfferOptions } from './OfferOptions.tsx';
import { OfferRefusal } from './OfferRefusal.tsx';

export interface OfferDialogProps {
  /** Id of the catalog, `org/name[@revision]`, or the address of a page of the hub. */
  readonly model: string;
  readonly title: string;
  readonly onClose: () => void;
}

/** What the hub has of a model, before anything is downloaded: sizes, licence, what is missing; and the download. */
export function OfferDialog({ model, title, onClose }: OfferDialogProps) {
  const { models } = useStores();
  const [offer, setOffer] = useState<ModelOffer | null>(null);
  const [refusal, setRefusal] = useState<SerializedError | null>(null);
  const [attempt, setAttempt] = useState(0);
  const [dtype, setDtype] = useState<string | null>(null);
  const { isBusy, error, run } = useAction();

  useEffect(() => {
    const controller = new AbortController();
    models
      .getState()
      .inspect(model, controller.signal)
      .then(
        (answer) => {
          setOffer(answer);
          setDtype(answer.options.find(isUsable)?.dtype ?? null);
        },
        (reason: unknown) => setRefusal(toShownError(reason)),
      );
    return () => controller.abort();
  }, [models, model, attempt]);

  const chosen = offer?.options.find((option) => option.dtype === dtype) ?? null;
  const free = offer?.cacheFreeBytes ?? null;
  const isTooLarge = chosen !== null && free !== null && chosen.missingBytes > free;
  const download = (): void => {
    if (offer === null) return;
    const { modelId, revision } = offer;
    run(async () => {
      await models.getState().startJob({ kind: 'download-model', modelId, revision, dtype });
      onClose();
    });
  };

  return (
    <ConfirmDialog
      title={en.models.offer.title(title)}
      confirmLabel={
        refusal !== null
          ? null
          : chosen === null
            ? en.models.available.download
            : en.models.offer.download(formatBytes(chosen.missingBytes))
      }
      canConfirm={chosen !== null && chosen.missingBytes > 0 && !isTooLarge && !isBusy}
      onConfirm={download}
      onClose={onClose}
    >
      <div className="offer">
        {offer === null && refusal === null && (
          <p className="muted" role="status">
            {en.models.offer.asking}
          </p>
        )}
        {refusal !== null && (
          <OfferRefusal
            error={refusal}
            onRetry={() => {
              setRefusal(null);
              setAttempt(attempt + 1);
            }}
          />
        )}
        {error !== null && <ErrorCard error={error} />}
        {offer !== null && (
          <>
            <OfferOptions options={offer.options} chosen={dtype} onChoose={setDtype} />
            {!offer.options.some(isUsable) && <p role="alert">{en.models.offer.unusable}</p>}
            <OfferFacts offer={offer} isTooLarge={isTooLarge} />
          </>
        )}
      </div>
    </ConfirmDialog>
  );
}

function isUsable({ missingFiles }: ModelOfferOption): boolean {
  return missingFiles.length === 0;
}
