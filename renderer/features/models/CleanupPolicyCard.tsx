import { useCallback, useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { NumberField } from '../../components/NumberField.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import './ModelsView.css';
import { RemovalDialog } from './RemovalDialog.tsx';

const BYTES_PER_GB = 1e9;
const MAX_BUDGET_GB = 100_000;
const MAX_UNUSED_DAYS = 36_500;

/** Which models may be deleted by themselves, with a preview. Off by default. */
export function CleanupPolicyCard() {
  const { settings, cache } = useStores();
  const policy = useStore(settings, (state) => state.settings?.cleanup ?? null);
  const [isPreviewed, setIsPreviewed] = useState(false);
  const free = useCallback((dryRun: boolean) => cache.getState().cleanUp(dryRun), [cache]);
  if (policy === null) return null;
  const { budgetBytes, unusedDays } = policy;
  const text = en.models.policy;
  const isOff = budgetBytes === null && unusedDays === null;
  return (
    <Card>
      <h2>{text.title}</h2>
      <p className="muted">{text.help}</p>
      <NumberField
        label={text.budget}
        min={1}
        max={MAX_BUDGET_GB}
        value={budgetBytes === null ? null : Math.round(budgetBytes / BYTES_PER_GB)}
        placeholder={text.off}
        onChange={(gigabytes) => {
          const bytes = gigabytes === null ? null : gigabytes * BYTES_PER_GB;
          void settings.getState().update({ cleanup: { ...policy, budgetBytes: bytes } });
        }}
      />
      <NumberField
        label={text.unused}
        min={1}
        max={MAX_UNUSED_DAYS}
        value={unusedDays}
        placeholder={text.off}
        onChange={(days) => {
          void settings.getState().update({ cleanup: { ...policy, unusedDays: days } });
        }}
      />
      <Button
        className="model-section-action"
        disabled={isOff}
        onClick={() => {
          setIsPreviewed(true);
        }}
      >
        {text.preview}
      </Button>
      {isPreviewed && (
        <RemovalDialog
          title={text.previewTitle}
          text={en.models.removal.text}
          confirmLabel={text.run}
          free={free}
          onClose={() => {
            setIsPreviewed(false);
          }}
        />
      )}
    </Card>
  );
}
