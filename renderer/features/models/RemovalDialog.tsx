import { useEffect, useState } from 'react';
import type { FreedReport } from '../../../worker/contract/index.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { useAction } from '../../errors/useAction.ts';
import { en } from '../../strings/en.ts';
import { formatExactBytes } from '../../strings/formatAmounts.ts';
import { FreedItems } from './FreedItems.tsx';

export interface RemovalDialogProps {
  readonly title: string;
  readonly text: string;
  readonly confirmLabel?: string;
  /** Deletes, or says what would be deleted. Another function measures anew. */
  readonly free: (dryRun: boolean) => Promise<FreedReport>;
  readonly onClose: () => void;
}

/** Says what goes and the exact bytes it frees, and deletes it when the person agrees. */
export function RemovalDialog({
  title,
  text,
  confirmLabel = en.models.removal.confirm,
  free,
  onClose,
}: RemovalDialogProps) {
  const [report, setReport] = useState<FreedReport | null>(null);
  const { isBusy, error, run } = useAction();
  useEffect(() => {
    run(async () => {
      setReport(await free(true));
    });
  }, [free, run]);
  const remove = (): void => {
    run(async () => {
      const freed = await free(false);
      if (freed.isComplete) onClose();
      else setReport(freed);
    });
  };
  const isEmpty = report !== null && report.items.length === 0;
  return (
    <ConfirmDialog
      title={title}
      confirmLabel={isEmpty ? null : confirmLabel}
      canConfirm={report !== null && report.isDryRun && !isEmpty && !isBusy}
      isDangerous
      onConfirm={remove}
      onClose={onClose}
    >
      <div className="removal">
        {error !== null && <ErrorCard error={error} />}
        {report === null && error === null && <p className="muted">{en.models.removal.measuring}</p>}
        {isEmpty && <p>{en.models.removal.nothing}</p>}
        {report !== null && !isEmpty && (
          <>
            <p>{text}</p>
            <FreedItems report={report} />
            <p className="removal-total numbers">
              {en.models.removal.frees(formatExactBytes(report.freedBytes))}
            </p>
            {!report.isComplete && <p role="alert">{en.models.removal.left(report.left.length)}</p>}
          </>
        )}
      </div>
    </ConfirmDialog>
  );
}
