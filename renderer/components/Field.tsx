import { type ReactNode, useId } from 'react';
import './Field.css';

export interface FieldProps {
  readonly label: string;
  readonly help?: string;
  /** Renders the control with the ids that tie it to its label and help. */
  readonly children: (ids: {
    readonly id: string;
    readonly 'aria-describedby': string | undefined;
  }) => ReactNode;
}

/** A row of a form: what it is on the left, the control on the right. */
export function Field({ label, help, children }: FieldProps) {
  const id = useId();
  const helpId = useId();
  return (
    <div className="field">
      <div className="field-text">
        <label htmlFor={id}>{label}</label>
        {help !== undefined && (
          <p id={helpId} className="muted small">
            {help}
          </p>
        )}
      </div>
      {children({ id, 'aria-describedby': help === undefined ? undefined : helpId })}
    </div>
  );
}
