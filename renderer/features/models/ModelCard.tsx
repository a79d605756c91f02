import { CircleCheck } from 'lucide-react';
import { useStore } from 'zustand';
import type { LoadedModel, ModelStatus } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Caution } from '../../components/Caution.tsx';
import { Card } from '../../components/Card.tsx';
import { StateDot } from '../../components/StateDot.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { formatBytes } from '../../strings/formatAmounts.ts';
import { formatDevice } from '../../strings/formatDevice.ts';

export interface ModelCardProps {
  readonly model: ModelStatus;
  /** Null when the model is not in memory. */
  readonly loaded: LoadedModel | null;
}

export function ModelCard({ model, loaded }: ModelCardProps) {
  const { models, settings } = useStores();
  const { modelId, task, capabilities } = model;
  const isDefault = useStore(settings, (state) => state.settings?.defaultModel === modelId);
  const facts = [
    en.models.tasks[task],
    formatBytes(model.sizeBytes),
    capabilities === null ? null : en.models.languages(capabilities.languages.length),
    en.models.sources[model.source],
  ].filter((fact) => fact !== null);

  return (
    <Card className="model-card">
      <div className="model-card-heading">
        <h2>{model.title}</h2>
        {task === 'asr' && isDefault && (
          <p className="model-card-default small">
            <CircleCheck aria-hidden="true" />
            {en.models.isDefault}
          </p>
        )}
      </div>
      <p className="muted small numbers">{facts.join(' · ')}</p>
      {model.caution !== null && <Caution text={model.caution} />}
      <div className="model-card-footer">
        <StateDot
          state={loaded === null ? 'open' : 'done'}
          text={loaded === null ? en.models.notInMemory : en.models.inMemory(formatDevice(loaded.device))}
        />
        {loaded !== null && (
          <Button disabled={loaded.users > 0} onClick={() => void models.getState().unload(modelId)}>
            {loaded.users > 0 ? en.models.inUse : en.models.unload}
          </Button>
        )}
        {task === 'asr' && !isDefault && (
          <Button onClick={() => void settings.getState().update({ defaultModel: modelId })}>
            {en.models.makeDefault}
          </Button>
        )}
      </div>
    </Card>
  );
}
