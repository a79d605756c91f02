import { WifiOff } from 'lucide-react';
import type { CatalogModel } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { useAction } from '../../errors/useAction.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { formatRoughBytes } from '../../strings/formatAmounts.ts';

const text = en.models.available;

/** Downloads what is recommended, for a computer that will be without a network; says what that is, or that it is there. */
export function PrepareOffline({ catalog }: { readonly catalog: readonly CatalogModel[] }) {
  const { models } = useStores();
  const { isBusy, error, run } = useAction();
  const missing = catalog.filter(
    ({ isRecommended, installedDtypes }) => isRecommended && installedDtypes.length === 0,
  );
  const names = missing.map(({ title, approximateBytes }) =>
    approximateBytes === null ? title : text.prepareSize(title, formatRoughBytes(approximateBytes)),
  );
  return (
    <Card className="model-section">
      <h3>{text.prepare}</h3>
      <div className="model-form">
        <p className="muted model-form-text">
          {missing.length === 0 ? text.prepareDone : text.prepareText(names.join(', '))}
        </p>
        {missing.length > 0 && (
          <Button
            icon={<WifiOff />}
            disabled={isBusy}
            onClick={() => {
              run(() => models.getState().prepareOffline());
            }}
          >
            {text.prepareNow}
          </Button>
        )}
      </div>
      {error !== null && <ErrorCard error={error} />}
    </Card>
  );
}
