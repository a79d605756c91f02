import { type SyntheticEvent, useId, useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../components/Button.tsx';
import { TextInput } from '../../components/TextInput.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { useAction } from '../../errors/useAction.ts';
import { usePage } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { joinPath } from './joinPath.ts';

/** Chosen models into one file. Renders nothing while there is no model that could be. */
export function ExportForm() {
  const { stores, host } = usePage();
  const models = useStore(stores.models, (state) => state.models);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [file, setFile] = useState('');
  const [overwrite, setOverwrite] = useState(false);
  const { isBusy, error, run } = useAction();
  const id = useId();
  const text = en.models.bundles;
  const { desktop } = host;
  const cached = models?.filter((model) => model.cached?.isComplete === true) ?? [];
  if (cached.length === 0) return null;
  const modelIds = cached.map(({ modelId }) => modelId).filter((modelId) => chosen.has(modelId));
  const toggle = (modelId: string): void => {
    const next = new Set(chosen);
    if (!next.delete(modelId)) next.add(modelId);
    setChosen(next);
  };
  const choose = (): void => {
    run(async () => {
      const folder = (await desktop?.chooseFolder(null)) ?? null;
      if (folder !== null) setFile(joinPath(folder, text.fileName));
    });
  };
  const start = (event: SyntheticEvent): void => {
    event.preventDefault();
    const params = { modelIds, file: file.trim(), overwrite };
    run(async () => {
      await stores.models.getState().startJob({ kind: 'export-models', ...params });
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
        {desktop !== null && (
          <Button disabled={isBusy} onClick={choose}>
            {en.models.place.choose}
          </Button>
        )}
        <Button type="submit" disabled={isBusy || modelIds.length === 0 || file.trim() === ''}>
          {text.export}
        </Button>
      </div>
      <label className="bundle-overwrite small">
        <input
          type="checkbox"
          checked={overwrite}
          onChange={(event) => {
            setOverwrite(event.currentTarget.checked);
          }}
        />
        {text.overwrite}
      </label>
      {error !== null && <ErrorCard error={error} />}
    </form>
  );
}
