import { useStore } from 'zustand';
import { Button } from '../../components/Button.tsx';
import { Caution } from '../../components/Caution.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { findReadyModel } from './findReadyModel.ts';
import './ModelsView.css';

/** A model was downloaded to be used; until somebody says so, new recordings would still get the demo model. */
export function ReadyModelNotice() {
  const { models, settings } = useStores();
  const defaultModel = useStore(settings, (state) => state.settings?.defaultModel ?? null);
  const ready = useStore(models, (state) => findReadyModel(state, defaultModel));
  const isOnboarded = useStore(settings, (state) => state.settings?.onboarded === true);
  // The introduction offers it itself.
  if (ready === null || !isOnboarded) return null;
  const { modelId, title } = ready;
  return (
    <div className="ready-model">
      <Caution text={en.models.ready.text(title)}>
        <Button onClick={() => void settings.getState().update({ defaultModel: modelId })}>
          {en.models.ready.use(title)}
        </Button>
      </Caution>
    </div>
  );
}
