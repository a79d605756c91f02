import type { ReactNode } from 'react';
import { en } from '../strings/en.ts';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';

export interface ConfirmDialogProps {
  readonly title: string;
  /** Null where there is nothing to agree to: it can only be closed. */
  readonly confirmLabel: string | null;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  /** False while what is asked for cannot be agreed to. */
  readonly canConfirm: boolean;
  readonly isDangerous?: boolean;
  readonly children: ReactNode;
}

/** Asks before something is done. Not doing it is what Escape, a click beside it and the first button mean. */
export function ConfirmDialog({
  title,
  confirmLabel,
  onConfirm,
  onClose,
  canConfirm,
  isDangerous = false,
  children,
}: ConfirmDialogProps) {
  return (
    <Dialog
      title={title}
      closeLabel={en.models.close}
      onClose={onClose}
      size="small"
      footer={
        <>
          <Button onClick={onClose}>{confirmLabel === null ? en.models.close : en.models.cancel}</Button>
          {confirmLabel !== null && (
            <Button variant={isDangerous ? 'danger' : 'primary'} disabled={!canConfirm} onClick={onConfirm}>
              {confirmLabel}
            </Button>
          )}
        </>
      }
    >
      {children}
    </Dialog>
  );
}
