import { useState } from 'react';
import { useStore } from 'zustand';
import { type CatalogModel, MODEL_TASKS } from '../../../worker/contract/index.ts';
import { Card } from '../../components/Card.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { AvailableModel } from './AvailableModel.tsx';
import { OfferDialog } from './OfferDialog.tsx';
import { PrepareOffline } from './PrepareOffline.tsx';

/** What can be downloaded by its name, task by task, the recommended first. */
export function AvailableModels() {
  const { models } = useStores();
  const catalog = useStore(models, (state) => state.catalog);
  const [asked, setAsked] = useState<CatalogModel | null>(null);
  if (catalog === null) return null;
  return (
    <section className="model-group" aria-labelledby="available-models">
      <header className="model-group-header">
        <div>
          <h2 id="available-models">{en.models.available.title}</h2>
          <p className="muted">{en.models.available.text}</p>
        </div>
      </header>
      {MODEL_TASKS.map((task) => {
        const ofTask = catalog.filter((model) => model.task === task);
        if (ofTask.length === 0) return null;
        const sorted = [...ofTask].sort((a, b) => Number(b.isRecommended) - Number(a.isRecommended));
        return (
          <Card key={task} className="model-section">
            <h3>{en.models.tasks[task]}</h3>
            {task === 'vad' && <p className="muted small">{en.models.available.detectionText}</p>}
            <ul className="model-rows">
              {sorted.map((model) => (
                <AvailableModel
                  key={model.modelId}
                  model={model}
                  onDownload={() => {
                    setAsked(model);
                  }}
                />
              ))}
            </ul>
          </Card>
        );
      })}
      <PrepareOffline catalog={catalog} />
      {asked !== null && (
        <OfferDialog
          model={asked.modelId}
          title={asked.title}
          onClose={() => {
            setAsked(null);
          }}
        />
      )}
    </section>
  );
}
