import { RotateCcw, X } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { useFocusReturn } from '../../components/useFocusReturn.ts';
import { WorkItem } from '../../components/WorkItem.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import type { FileImport } from '../../stores/jobsStore.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';

export function ImportItem({ file }: { readonly file: FileImport }) {
  const { jobs } = useStores();
  useFocusReturn();
  const { importId, name, fraction, error } = file;
  const dismiss = (): void => {
    jobs.getState().cancelImport(importId);
  };
  return (
    <WorkItem
      className="job-item"
      name={name}
      text={error === null ? `${en.jobs.copying} · ${Math.floor(fraction * 100)} %` : null}
      actions={<IconButton label={en.jobs.cancel(name)} icon={<X />} onClick={dismiss} />}
      fraction={error === null ? fraction : undefined}
      error={
        error !== null && (
          <ErrorCard
            error={error}
            onDismiss={dismiss}
            action={
              <Button icon={<RotateCcw />} onClick={() => void jobs.getState().retryImport(importId)}>
                {en.jobs.retry}
              </Button>
            }
          />
        )
      }
    />
  );
}
