import { Trash2 } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import type { ModelVersion } from '../../../worker/contract/index.ts';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { useAction } from '../../errors/useAction.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { formatBytes, formatDate } from '../../strings/formatAmounts.ts';
import { RemovalDialog } from './RemovalDialog.tsx';

export interface ModelVersionsProps {
  readonly modelId: string;
  /** The one in use; another one reads the list again. */
  readonly commit: string;
}

const SHORT_COMMIT = 7;

/** The versions of a model that are on the disk: which is used, use another, delete one. */
export function ModelVersions({ modelId, commit }: ModelVersionsProps) {
  const { models } = useStores();
  const [versions, setVersions] = useState<readonly ModelVersion[]>([]);
  const [removing, setRemoving] = useState<string | null>(null);
  const { isBusy, error, run } = useAction();
  const text = en.models.installed;
  const load = useCallback(async () => {
    setVersions(await models.getState().loadVersions(modelId));
  }, [models, modelId]);
  useEffect(() => {
    run(load);
  }, [run, load, commit]);
  const free = useCallback(
    async (dryRun: boolean) => {
      const report = await models.getState().removeVersion(modelId, removing ?? '', dryRun);
      if (!dryRun) await load();
      return report;
    },
    [models, modelId, removing, load],
  );

  return (
    <section className="model-versions">
      <h4>{text.versions}</h4>
      {error !== null && <ErrorCard error={error} />}
      <ul className="model-rows">
        {versions.map((version) => (
          <li key={version.commit} className="model-row">
            <div className="model-row-text">
              <p className="model-row-title">
                {version.commit.slice(0, SHORT_COMMIT)}
                {version.refs.map((ref) => (
                  <Badge key={ref} text={ref} />
                ))}
                {version.isCurrent && <Badge tone="accent" text={text.currentVersion} />}
              </p>
              <p className="muted small numbers">
                {text.versionFacts(
                  formatBytes(version.sizeBytes),
                  formatDate(version.downloadedAtMs, Date.now()),
                )}
              </p>
            </div>
            {!version.isCurrent && (
              <>
                <Button
                  disabled={isBusy}
                  onClick={() => {
                    run(async () => {
                      await models.getState().useVersion(modelId, version.commit);
                      await load();
                    });
                  }}
                >
                  {text.useVersion}
                </Button>
                <IconButton
                  label={text.removeVersion(version.commit.slice(0, SHORT_COMMIT))}
                  icon={<Trash2 />}
                  onClick={() => {
                    setRemoving(version.commit);
                  }}
                />
              </>
            )}
          </li>
        ))}
      </ul>
      {removing !== null && (
        <RemovalDialog
          title={en.models.removal.title(removing.slice(0, SHORT_COMMIT))}
          text={en.models.removal.text}
          free={free}
          onClose={() => {
            setRemoving(null);
          }}
        />
      )}
    </section>
  );
}
