import { Brush, FolderOpen, ShieldCheck } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { CacheInfo } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { StackedBar } from '../../components/StackedBar.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { useAction } from '../../errors/useAction.ts';
import { usePage } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { formatBytes } from '../../strings/formatAmounts.ts';
import { describeStorage } from './describeStorage.ts';
import { RemovalDialog } from './RemovalDialog.tsx';
import { toBarParts } from './toBarParts.ts';
import { useModelTitles } from '../../stores/useModelTitles.ts';

/** What the models take of the disk as a picture, and what of it can be given back. */
export function DiskUsage() {
  const { stores, host } = usePage();
  const { cache, models, route } = stores;
  const info = useStore(cache, (state) => state.info);
  const loadError = useStore(cache, (state) => state.error);
  const [isCleaning, setIsCleaning] = useState(false);
  const { isBusy, error, run } = useAction();
  const titleOf = useModelTitles();
  useEffect(() => void cache.getState().refresh(), [cache]);
  const prune = useCallback((dryRun: boolean) => cache.getState().prune(dryRun), [cache]);
  const text = en.models.storage;
  const { desktop } = host;
  const shownError = error ?? loadError;

  return (
    <Card className="model-section">
      <div className="disk-usage-heading">
        <div>
          <h2>{text.title}</h2>
          {info === null ? (
            loadError === null && <p className="muted">{text.loading}</p>
          ) : (
            <p className="muted numbers">{describeStorage(info)}</p>
          )}
        </div>
        <div className="model-card-actions">
          {info !== null && info.models.length > 0 && (
            <Button
              icon={<ShieldCheck />}
              disabled={isBusy}
              onClick={() => {
                run(async () => {
                  await models.getState().startJob({ kind: 'verify-models' });
                });
              }}
            >
              {text.verifyAll}
            </Button>
          )}
          <Button
            icon={<Brush />}
            onClick={() => {
              setIsCleaning(true);
            }}
          >
            {text.cleanUp}
          </Button>
        </div>
      </div>
      {shownError !== null && <ErrorCard error={shownError} />}
      {info !== null && (
        <>
          <StackedBar label={text.title} parts={toBarParts(info, titleOf)} />
          {info.tasks.length > 1 && <p className="muted small numbers">{describeTasks(info)}</p>}
          <div className="disk-usage-folder small">
            <FolderOpen aria-hidden="true" />
            <span className="facts-path">{info.cacheDir}</span>
            {desktop !== null && (
              <Button
                variant="quiet"
                onClick={() => {
                  run(() => desktop.showInFolder(info.cacheDir));
                }}
              >
                {text.showInFolder}
              </Button>
            )}
            <Button
              variant="quiet"
              onClick={() => {
                route.getState().go({ view: 'settings' });
              }}
            >
              {text.changePlace}
            </Button>
          </div>
          {info.warnings.length > 0 && (
            <details className="small">
              <summary>{text.warnings(info.warnings.length)}</summary>
              <ul className="disk-usage-warnings muted">
                {info.warnings.map(({ path, reason }) => (
                  <li key={path}>{`${path}: ${reason}`}</li>
                ))}
              </ul>
            </details>
          )}
        </>
      )}
      {isCleaning && (
        <RemovalDialog
          title={text.cleanUpTitle}
          text={text.cleanUpText}
          free={prune}
          onClose={() => {
            setIsCleaning(false);
          }}
        />
      )}
    </Card>
  );
}

/** `Speech to text: 2 models, 633 MB · Speech detection: 1 model, 2.3 MB` */
function describeTasks({ tasks }: CacheInfo): string {
  return tasks
    .map(({ task, modelCount, sizeBytes }) => {
      const name = task === null ? en.models.storage.otherTask : en.models.tasks[task];
      return `${name}: ${en.models.others.facts(modelCount, formatBytes(sizeBytes))}`;
    })
    .join(' · ');
}
