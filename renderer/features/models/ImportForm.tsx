import { useRef, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { useAction } from '../../errors/useAction.ts';
import { usePage } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { BundleForm } from './BundleForm.tsx';

/** Models from a file. Its path is typed in a browser, where a chosen file would be copied first. */
export function ImportForm() {
  const { stores, host } = usePage();
  const [file, setFile] = useState('');
  const { isBusy, error, run } = useAction();
  const picker = useRef<HTMLInputElement>(null);
  const text = en.models.bundles;
  const take = (chosen: File): void => {
    const { signal } = new AbortController();
    run(async () => {
      setFile(await host.importFile(chosen, { signal, onProgress: () => undefined }));
    });
  };
  return (
    <BundleForm
      label={text.importFile}
      file={file}
      onFile={setFile}
      submitLabel={text.import}
      canSubmit={!isBusy}
      onSubmit={(path) => {
        run(async () => {
          await stores.models.getState().startJob({ kind: 'import-models', file: path });
        });
      }}
      error={error}
      chooser={
        host.desktop !== null && (
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
        )
      }
    />
  );
}
