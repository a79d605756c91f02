import { type SyntheticEvent, useId, useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { TextInput } from '../../components/TextInput.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { useAction } from '../../errors/useAction.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';

/** Models in one file, for a computer without a network. */
export function Bundles() {
  return (
    <Card className="model-section">
      <h2>{en.models.bundles.title}</h2>
      <p className="muted">{en.models.bundles.text}</p>
      <ExportForm />
      <ImportForm />
    </Card>
  );
}

function ExportForm() {
  const { models: modelsStore } = useStores();
  const models = useStore(modelsStore, (state) => state.models);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [file, setFile] = useState('');
  const [overwrite, setOverwrite] = useState(false);
  const { isBusy, error, run } = useAction();
  const id = useId();
  const text = en.models.bundles;
  const cached = models?.filter((model) => model.cached?.isComplete === true) ?? [];
  if (cached.length === 0) return null;
  const modelIds = cached.map(({ modelId }) => modelId).filter((modelId) => chosen.has(modelId));
  const toggle = (modelId: string): void => {
    const next = new Set(chosen);
    if (!next.delete(modelId)) next.add(modelId);
    setChosen(next);
  };
  const start = (event: SyntheticEvent): void => {
    event.preventDefault();
    run(async () => {
      await modelsStore
        .getState()
        .startJob({ kind: 'export-models', modelIds, file: file.trim(), overwrite });
    });
  };
  return (
    <form className="bundle-form" onSubmit={start}>
      <fieldset className="bundle-models">
        <legend>{text.choose}</legend>
        {cached.map(({ modelId, title }) => (
          <label key={modelId}>
            <input
              type="checkbox"
              checked={chosen.has(modelId)}
              onChange={() => {
                toggle(modelId);
              }}
            />
            {title}
          </label>
        ))}
        <label>
          <input
            type="checkbox"
            checked={overwrite}
            onChange={(event) => {
              setOverwrite(event.currentTarget.checked);
            }}
          />
          {text.overwrite}
        </label>
      </fieldset>
      <div className="model-form">
        <label className="model-form-label" htmlFor={id}>
          {text.file}
        </label>
        <TextInput
          id={id}
          value={file}
          placeholder={text.filePlaceholder}
          onChange={(event) => {
            setFile(event.currentTarget.value);
          }}
        />
        <Button type="submit" disabled={isBusy || modelIds.length === 0 || file.trim() === ''}>
          {text.export}
        </Button>
      </div>
      {error !== null && <ErrorCard error={error} />}
    </form>
  );
}

function ImportForm() {
  const { models } = useStores();
  const [file, setFile] = useState('');
  const { isBusy, error, run } = useAction();
  const id = useId();
  const text = en.models.bundles;
  return (
    <form
      className="bundle-form"
      onSubmit={(event) => {
        event.preventDefault();
        run(async () => {
          await models.getState().startJob({ kind: 'import-models', file: file.trim() });
        });
      }}
    >
      <div className="model-form">
        <label className="model-form-label" htmlFor={id}>
          {text.importFile}
        </label>
        <TextInput
          id={id}
          value={file}
          placeholder={text.filePlaceholder}
          onChange={(event) => {
            setFile(event.currentTarget.value);
          }}
        />
        <Button type="submit" disabled={isBusy || file.trim() === ''}>
          {text.import}
        </Button>
      </div>
      {error !== null && <ErrorCard error={error} />}
    </form>
  );
}
