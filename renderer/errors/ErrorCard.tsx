import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { getErrorMessage, type SerializedError } from '../../worker/contract/index.ts';
import { Button } from '../components/Button.tsx';
import { CopyButton } from '../components/CopyButton.tsx';
import { en } from '../strings/en.ts';
import './ErrorCard.css';

export interface ErrorCardProps {
  readonly error: SerializedError;
  /** The one next step, where it is something to press. */
  readonly action?: ReactNode;
  readonly onDismiss?: () => void;
}

/** Shown at the thing that failed: what it is, what was kept, what to do next, and details to copy. */
export function ErrorCard({ error, action, onDismiss }: ErrorCardProps) {
  const message = getErrorMessage(error.code, error.details);
  return (
    <div className="error-card" role="alert">
      <TriangleAlert aria-hidden="true" />
      <div className="error-card-text">
        <p className="error-card-title">{message.title}</p>
        <p>{message.text}</p>
        <p>{message.nextStep}</p>
        <div className="error-card-actions">
          {action}
          <CopyButton variant="quiet" label={en.error.copyDetails} text={JSON.stringify(error, null, 2)} />
          {onDismiss !== undefined && (
            <Button variant="quiet" onClick={onDismiss}>
              {en.error.dismiss}
            </Button>
          )}
        </div>
      </div>
    </div>
  );
}
