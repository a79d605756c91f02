import { CircleArrowUp, Pin, PinOff, ShieldCheck, Trash2 } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { CachedModel, LoadedModel, ModelStatus, ModelUpdate } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { useAction } from '../../errors/useAction.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { formatBytes } from '../../strings/formatAmounts.ts';
import { ModelFacts } from './ModelFacts.tsx';
import { ModelVersions } from './ModelVersions.tsx';
import { RemovalDialog } from './RemovalDialog.tsx';
import { VerificationStatus } from './VerificationStatus.tsx';

export interface ManageModelProps {
  readonly id: string;
  readonly model: ModelStatus;
  readonly cached: CachedModel;
  readonly loaded: LoadedModel | null;
}

/** Everything that can be done with a downloaded model. */
export function ManageModel({ id, model, cached, loaded }: ManageModelProps) {
  const { models } = useStores();
  const { modelId, title } = model;
  const [update, setUpdate] = useState<ModelUpdate | 'none' | null>(null);
  const [isRemoving, setIsRemoving] = useState(false);
  const { isBusy, error, run } = useAction();
  const text = en.models.installed;
  const free = useCallback((dryRun: boolean) => models.getState().remove(modelId, dryRun), [models, modelId]);

  const verify = (): void => {
    run(async () => {
      await models.getState().startJob({ kind: 'verify-models', modelId });
    });
  };
  const checkUpdate = (): void => {
    run(async () => {
      setUpdate((await models.getState().checkUpdate(modelId)) ?? 'none');
    });
  };
  const startUpdate = (): void => {
    run(async () => {
      await models.getState().startJob({ kind: 'download-model', modelId, isUpdate: true });
      setUpdate(null);
    });
  };

  return (
    <div id={id} className="manage-model">
      <div className="manage-model-actions">
        <Button icon={<ShieldCheck />} disabled={isBusy} onClick={verify}>
          {text.verify}
        </Button>
        <Button icon={<CircleArrowUp />} disabled={isBusy} onClick={checkUpdate}>
          {text.checkUpdate}
        </Button>
        <Button
          icon={cached.isPinned ? <PinOff /> : <Pin />}
          disabled={isBusy}
          onClick={() => {
            run(() => models.getState().setPinned(modelId, !cached.isPinned));
          }}
        >
          {cached.isPinned ? text.unpin : text.pin}
        </Button>
        <Button
          icon={<Trash2 />}
          className="manage-model-remove"
          onClick={() => {
            setIsRemoving(true);
          }}
        >
          {text.remove}
        </Button>
      </div>
      <VerificationStatus modelId={modelId} />
      {update === 'none' && <p role="status">{text.upToDate}</p>}
      {update !== null && update !== 'none' && (
        <div className="model-form" role="status">
          <p className="model-form-text">{text.updateAvailable(formatBytes(update.downloadBytes))}</p>
          <Button variant="primary" disabled={isBusy} onClick={startUpdate}>
            {text.update}
          </Button>
        </div>
      )}
      {error !== null && <ErrorCard error={error} />}
      <ModelFacts model={model} cached={cached} loaded={loaded} />
      {cached.versions > 1 && <ModelVersions modelId={modelId} commit={cached.commit} />}
      {isRemoving && (
        <RemovalDialog
          title={en.models.removal.title(title)}
          text={en.models.removal.text}
          free={free}
          onClose={() => {
            setIsRemoving(false);
          }}
        />
      )}
    </div>
  );
}
