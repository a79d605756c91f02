import { useStore } from 'zustand';
import { Button } from '../../components/Button.tsx';
import { Caution } from '../../components/Caution.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';

/** The model that comes with Earshot, with what must be known about it. */
export function StarterModel({ onUse }: { readonly onUse: () => void }) {
  const { models, settings } = useStores();
  const starter = useStore(
    models,
    (state) => state.models?.find(({ task, source }) => task === 'asr' && source === 'bundled') ?? null,
  );
  if (starter === null) return null;
  const use = async (): Promise<void> => {
    await settings.getState().update({ defaultModel: starter.modelId });
    onUse();
  };
  return (
    <div className="welcome-choice" role="group" aria-label={en.onboarding.starter}>
      <p className="welcome-choice-label small">{en.onboarding.starter}</p>
      <p className="welcome-choice-title">{starter.title}</p>
      <p className="muted small">{en.onboarding.starterText}</p>
      {starter.caution !== null && <Caution text={starter.caution} />}
      <div className="welcome-choice-action">
        <Button onClick={() => void use()}>{en.onboarding.useStarter}</Button>
      </div>
    </div>
  );
}
