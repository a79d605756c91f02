import { useEffect } from 'react';
import { useStore } from 'zustand';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { formatBytes } from '../../strings/formatAmounts.ts';
import { ModelCard } from './ModelCard.tsx';
import './ModelsView.css';

export function ModelsView() {
  const { models: modelsStore } = useStores();
  const models = useStore(modelsStore, (state) => state.models);
  const loaded = useStore(modelsStore, (state) => state.loaded);
  const error = useStore(modelsStore, (state) => state.error);
  // Models leave memory after a while without an event of their own.
  useEffect(() => void modelsStore.getState().refresh(), [modelsStore]);
  const totalBytes = models?.reduce((sum, model) => sum + model.sizeBytes, 0) ?? 0;

  return (
    <div className="view">
      <header className="view-header">
        <div>
          <h1>{en.models.title}</h1>
          <p className="muted">{en.models.subtitle}</p>
        </div>
        {models !== null && (
          <p className="muted small numbers">{en.models.total(formatBytes(totalBytes), models.length)}</p>
        )}
      </header>
      {error !== null && <ErrorCard error={error} />}
      {models === null && error === null && <p className="muted">{en.models.loading}</p>}
      <ul className="models">
        {models?.map((model) => (
          <li key={model.modelId}>
            <ModelCard
              model={model}
              loaded={loaded.find((other) => other.modelId === model.modelId) ?? null}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
