import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { AddModel } from './AddModel.tsx';
import { AvailableModels } from './AvailableModels.tsx';
import { Bundles } from './Bundles.tsx';
import { DiskUsage } from './DiskUsage.tsx';
import { ModelCard, type ModelCardProps } from './ModelCard.tsx';
import { ModelJobs } from './ModelJobs.tsx';
import './ModelsView.css';
import { OtherCaches } from './OtherCaches.tsx';
import { useFocusWhenGone } from './useFocusWhenGone.ts';

const INSTALLED_HEADING = 'installed-models';

/** What is on this computer, what it takes, what can be had, and everything that can be done with it. */
export function ModelsView() {
  const { models: modelsStore } = useStores();
  const models = useStore(modelsStore, (state) => state.models);
  const loaded = useStore(modelsStore, (state) => state.loaded);
  const error = useStore(modelsStore, (state) => state.error);
  // Models leave memory after a while without an event of their own.
  useEffect(() => void modelsStore.getState().refresh(), [modelsStore]);

  return (
    <div className="view models-view">
      <header className="view-header">
        <div>
          <h1>{en.models.title}</h1>
          <p className="muted">{en.models.subtitle}</p>
        </div>
      </header>
      {error !== null && <ErrorCard error={error} />}
      {models === null && error === null && <p className="muted">{en.models.loading}</p>}
      <ModelJobs />
      <section className="model-group" aria-labelledby={INSTALLED_HEADING}>
        <h2 id={INSTALLED_HEADING} tabIndex={-1}>
          {en.models.installed.title}
        </h2>
        <ul className="models">
          {models?.map((model) => (
            <InstalledModel
              key={model.modelId}
              model={model}
              loaded={loaded.find((other) => other.modelId === model.modelId) ?? null}
            />
          ))}
        </ul>
      </section>
      <DiskUsage />
      <AvailableModels />
      <AddModel />
      <OtherCaches />
      <Bundles />
    </div>
  );
}

function InstalledModel(props: ModelCardProps) {
  const item = useRef<HTMLLIElement>(null);
  useFocusWhenGone(item, INSTALLED_HEADING);
  return (
    <li ref={item}>
      <ModelCard {...props} />
    </li>
  );
}
