import { WifiOff } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { type CatalogModel, MODEL_TASKS } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { useAction } from '../../errors/useAction.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { AvailableModel } from './AvailableModel.tsx';
import { OfferDialog } from './OfferDialog.tsx';

/** What can be downloaded by its name, task by task, the recommended first. */
export function AvailableModels() {
  const { models } = useStores();
  const catalog = useStore(models, (state) => state.catalog);
  const [asked, setAsked] = useState<CatalogModel | null>(null);
  const { isBusy, error, run } = useAction();
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
      <Card className="model-section">
        <h3>{en.models.available.prepare}</h3>
        <div className="model-form">
          <p className="muted model-form-text">{en.models.available.prepareText}</p>
          <Button
            icon={<WifiOff />}
            disabled={isBusy}
            onClick={() => {
              run(() => models.getState().prepareOffline());
            }}
          >
            {en.models.available.prepare}
          </Button>
        </div>
        {error !== null && <ErrorCard error={error} />}
      </Card>
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
