import { useStore } from 'zustand';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { useAction } from '../../errors/useAction.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { formatBytes } from '../../strings/formatAmounts.ts';

/** Hub caches of other programs on this computer. Renders nothing when there are none. */
export function OtherCaches() {
  const { cache, models, settings } = useStores();
  const defaultModel = useStore(settings, (state) => state.settings?.defaultModel);
  const others = useStore(cache, (state) => state.info?.otherCaches);
  const { isBusy, error, run } = useAction();
  if (others === undefined || others.length === 0) return null;
  const text = en.models.others;
  return (
    <Card className="model-section">
      <h2>{text.title}</h2>
      <p className="muted">{text.text}</p>
      <ul className="model-rows">
        {others.map(({ path, modelCount, sizeBytes, isWritable, models: found }) => (
          <li key={path} className="other-cache">
            <div className="model-row">
              <div className="model-row-text">
                <p className="model-row-title facts-path">
                  {path}
                  {!isWritable && <Badge text={text.readOnly} />}
                </p>
                <p className="muted small numbers">{text.facts(modelCount, formatBytes(sizeBytes))}</p>
              </div>
              {isWritable && (
                <Button
                  disabled={isBusy}
                  aria-label={text.useFolder(path)}
                  onClick={() => {
                    run(async () => {
                      await models.getState().startJob({ kind: 'adopt-cache', folder: path });
                    });
                  }}
                >
                  {text.use}
                </Button>
              )}
            </div>
            {found.length > 0 && (
              <ul className="other-cache-models">
                {found.map(({ modelId, folder, sizeBytes: modelBytes }) => (
                  <li key={folder} className="model-row">
                    <p className="model-row-text small">
                      {modelId} <span className="muted numbers">{formatBytes(modelBytes)}</span>
                    </p>
                    {defaultModel === folder ? (
                      <Badge tone="accent" text={en.models.isDefault} />
                    ) : (
                      <Button
                        variant="quiet"
                        aria-label={text.useModel(modelId)}
                        onClick={() => void settings.getState().update({ defaultModel: folder })}
                      >
                        {en.models.makeDefault}
                      </Button>
                    )}
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
      {error !== null && <ErrorCard error={error} />}
    </Card>
  );
}
