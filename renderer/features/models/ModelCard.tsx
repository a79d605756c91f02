import { CircleCheck } from 'lucide-react';
import { useId, useState } from 'react';
import { useStore } from 'zustand';
import type { LoadedModel, ModelStatus } from '../../../worker/contract/index.ts';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Caution } from '../../components/Caution.tsx';
import { StateDot } from '../../components/StateDot.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { useAction } from '../../errors/useAction.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { formatDevice } from '../../strings/formatDevice.ts';
import { describeModel } from './describeModel.ts';
import { ManageModel } from './ManageModel.tsx';
import { ModelProblem } from './ModelProblem.tsx';

export interface ModelCardProps {
  readonly model: ModelStatus;
  /** Null when the model is not in memory. */
  readonly loaded: LoadedModel | null;
}

/** A model on this computer: what it is, whether it can be used, and what can be done with it. */
export function ModelCard({ model, loaded }: ModelCardProps) {
  const { models, settings } = useStores();
  const { modelId, task, cached } = model;
  const isDefault = useStore(settings, (state) => state.settings?.defaultModel === modelId);
  const [isManaged, setIsManaged] = useState(false);
  const { isBusy, error, run } = useAction();
  const panelId = useId();
  const canBeDefault = cached === null || (cached.isComplete && !cached.isQuarantined);

  return (
    <Card className="model-card">
      <div className="model-card-heading">
        <h3>
          {model.title}
          {cached?.isPinned === true && <Badge text={en.models.installed.pinned} />}
        </h3>
        {task === 'asr' && isDefault && (
          <p className="model-card-default small">
            <CircleCheck aria-hidden="true" />
            {en.models.isDefault}
          </p>
        )}
      </div>
      <p className="muted small numbers">{describeModel(model)}</p>
      {model.caution !== null && <Caution text={model.caution} />}
      {cached !== null && <ModelProblem modelId={modelId} cached={cached} />}
      {error !== null && <ErrorCard error={error} />}
      <div className="model-card-footer">
        <StateDot
          state={loaded === null ? 'open' : 'done'}
          text={loaded === null ? en.models.notInMemory : en.models.inMemory(formatDevice(loaded.device))}
        />
        <div className="model-card-actions">
          {loaded !== null && (
            <Button
              disabled={loaded.users > 0 || isBusy}
              onClick={() => {
                run(() => models.getState().unload(modelId));
              }}
            >
              {loaded.users > 0 ? en.models.inUse : en.models.unload}
            </Button>
          )}
          {task === 'asr' && !isDefault && canBeDefault && (
            <Button onClick={() => void settings.getState().update({ defaultModel: modelId })}>
              {en.models.makeDefault}
            </Button>
          )}
          {cached !== null && (
            <Button
              aria-expanded={isManaged}
              aria-controls={panelId}
              aria-label={en.models.installed.manageModel(model.title)}
              onClick={() => {
                setIsManaged(!isManaged);
              }}
            >
              {en.models.installed.manage}
            </Button>
          )}
        </div>
      </div>
      {cached !== null && isManaged && (
        <ManageModel id={panelId} model={model} cached={cached} loaded={loaded} />
      )}
    </Card>
  );
}
