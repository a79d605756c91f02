import { FolderSearch } from 'lucide-react';
import { type SyntheticEvent, useEffect, useId, useState } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { CacheTargetCheck } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { TextInput } from '../../components/TextInput.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { useAction } from '../../errors/useAction.ts';
import type { JobsState } from '../../stores/jobsStore.ts';
import { usePage } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { ModelJobItem } from './ModelJobItem.tsx';
import type { ModelJob } from './modelJob.ts';
import './ModelsView.css';
import { describeStorage } from './describeStorage.ts';
import { PlaceCheck } from './PlaceCheck.tsx';

/** Where the models are, and moving them elsewhere. */
export function ModelPlace() {
  const { stores, host } = usePage();
  const { cache, jobs } = stores;
  const info = useStore(cache, (state) => state.info);
  const loadError = useStore(cache, (state) => state.error);
  const moves = useStore(jobs, useShallow(selectMoves));
  const [folder, setFolder] = useState('');
  const [checked, setChecked] = useState<CacheTargetCheck | null>(null);
  const { isBusy, error, run } = useAction();
  const id = useId();
  const helpId = useId();
  useEffect(() => void cache.getState().refresh(), [cache]);
  const text = en.models.place;
  const { desktop } = host;
  const isFixed = info?.source === 'environment';

  const look = (path: string): void => {
    run(async () => {
      setChecked(await cache.getState().checkTarget(path, new AbortController().signal));
    });
  };
  const choose = (): void => {
    run(async () => {
      const chosen = (await desktop?.chooseFolder(info?.cacheDir ?? null)) ?? null;
      if (chosen === null) return;
      setFolder(chosen);
      setChecked(await cache.getState().checkTarget(chosen, new AbortController().signal));
    });
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (folder.trim() !== '') look(folder.trim());
  };

  return (
    <Card className="model-section">
      <h2>{text.title}</h2>
      {loadError !== null && <ErrorCard error={loadError} />}
      {info !== null && (
        <dl className="facts">
          <dt>{text.folder}</dt>
          <dd className="facts-path">{info.cacheDir}</dd>
          <dt>{text.chosen}</dt>
          <dd>{text.sources[info.source]}</dd>
          <dt>{text.size}</dt>
          <dd className="numbers">{describeStorage(info)}</dd>
        </dl>
      )}
      {info !== null && desktop !== null && (
        <Button
          className="model-section-action"
          onClick={() => {
            run(() => desktop.showInFolder(info.cacheDir));
          }}
        >
          {en.models.storage.showInFolder}
        </Button>
      )}
      {moves.length > 0 && (
        <ul className="model-rows">
          {moves.map((job) => (
            <ModelJobItem key={job.jobId} job={job} />
          ))}
        </ul>
      )}
      {!isFixed && (
        <form onSubmit={submit} className="place-form">
          <label htmlFor={id}>{text.newFolder}</label>
          <p id={helpId} className="muted small">
            {text.newFolderHelp}
          </p>
          <div className="model-form">
            <TextInput
              id={id}
              aria-describedby={helpId}
              value={folder}
              onChange={(event) => {
                setFolder(event.currentTarget.value);
                setChecked(null);
              }}
            />
            {desktop !== null && (
              <Button disabled={isBusy} onClick={choose}>
                {text.choose}
              </Button>
            )}
            <Button type="submit" icon={<FolderSearch />} disabled={isBusy || folder.trim() === ''}>
              {text.check}
            </Button>
          </div>
        </form>
      )}
      {error !== null && <ErrorCard error={error} />}
      {checked !== null && (
        <PlaceCheck
          check={checked}
          onStarted={() => {
            setChecked(null);
            setFolder('');
          }}
        />
      )}
    </Card>
  );
}

/** Moves that are not over; those that failed say why until they are dismissed. */
function selectMoves({ jobs }: JobsState): readonly ModelJob[] {
  return jobs.filter(
    (job): job is ModelJob =>
      (job.kind === 'move-cache' || job.kind === 'adopt-cache') &&
      job.status !== 'completed' &&
      job.status !== 'canceled',
  );
}
