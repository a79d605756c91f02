import { RotateCcw, X } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { Progress } from '../../components/Progress.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import type { FileImport } from '../../stores/jobsStore.ts';
import { useFocusReturn } from '../../components/useFocusReturn.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';

export function ImportItem({ file }: { readonly file: FileImport }) {
  const { jobs } = useStores();
  useFocusReturn();
  const dismiss = (): void => {
    jobs.getState().cancelImport(file.importId);
  };
  return (
    <li className="job-item">
      <div className="job-item-row">
        <div className="job-item-text">
          <p className="job-item-name">{file.name}</p>
          {file.error === null && (
            <p className="muted small numbers">
              {en.jobs.copying} · {Math.floor(file.fraction * 100)} %
            </p>
          )}
        </div>
        <IconButton label={en.jobs.cancel(file.name)} icon={<X />} onClick={dismiss} />
      </div>
      {file.error === null ? (
        <Progress label={en.jobs.progressOf(file.name)} fraction={file.fraction} />
      ) : (
        <ErrorCard
          error={file.error}
          onDismiss={dismiss}
          action={
            <Button icon={<RotateCcw />} onClick={() => void jobs.getState().retryImport(file.importId)}>
              {en.jobs.retry}
            </Button>
          }
        />
      )}
    </li>
  );
}
