import { useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../components/Button.tsx';
import { useAction } from '../../errors/useAction.ts';
import { usePage } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { BundleForm } from './BundleForm.tsx';
import { joinPath } from './joinPath.ts';

/** Chosen models into one file. Renders nothing while there is no model that could be. */
export function ExportForm() {
  const { stores, host } = usePage();
  const models = useStore(stores.models, (state) => state.models);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [file, setFile] = useState('');
  const [overwrite, setOverwrite] = useState(false);
  const { isBusy, error, run } = useAction();
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
  const start = (path: string): void => {
    run(async () => {
      await stores.models.getState().startJob({ kind: 'export-models', modelIds, file: path, overwrite });
    });
  };
  return (
    <BundleForm
      label={text.file}
      file={file}
      onFile={setFile}
      submitLabel={text.export}
      canSubmit={!isBusy && modelIds.length > 0}
      onSubmit={start}
      error={error}
      chooser={
        desktop !== null && (
          <Button disabled={isBusy} onClick={choose}>
            {en.models.place.choose}
          </Button>
        )
      }
      before={
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
      }
      after={
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
      }
    />
  );
}
