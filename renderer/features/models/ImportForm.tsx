import { useId, useRef, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { TextInput } from '../../components/TextInput.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { useAction } from '../../errors/useAction.ts';
import { usePage } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';

/** Models from a file. Its path is typed in a browser, where a chosen file would be copied first. */
export function ImportForm() {
  const { stores, host } = usePage();
  const [file, setFile] = useState('');
  const { isBusy, error, run } = useAction();
  const picker = useRef<HTMLInputElement>(null);
  const id = useId();
  const text = en.models.bundles;
  const take = (chosen: File): void => {
    const { signal } = new AbortController();
    run(async () => {
      setFile(await host.importFile(chosen, { signal, onProgress: () => undefined }));
    });
  };
  return (
    <form
      className="bundle-form"
      onSubmit={(event) => {
        event.preventDefault();
        run(async () => {
          await stores.models.getState().startJob({ kind: 'import-models', file: file.trim() });
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
        {host.desktop !== null && (
          <>
            <input
              ref={picker}
              type="file"
              hidden
              onChange={({ currentTarget }) => {
                const [chosen] = currentTarget.files ?? [];
                if (chosen !== undefined) take(chosen);
              }}
            />
            <Button disabled={isBusy} onClick={() => picker.current?.click()}>
              {en.models.place.choose}
            </Button>
          </>
        )}
        <Button type="submit" disabled={isBusy || file.trim() === ''}>
          {text.import}
        </Button>
      </div>
      {error !== null && <ErrorCard error={error} />}
    </form>
  );
}
