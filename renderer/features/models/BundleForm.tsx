import { type ReactNode, useId } from 'react';
import type { SerializedError } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { TextInput } from '../../components/TextInput.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { en } from '../../strings/en.ts';

export interface BundleFormProps {
  /** Of the field for the path. */
  readonly label: string;
  readonly file: string;
  readonly onFile: (file: string) => void;
  /** What chooses the file, where there is more than typing its path. */
  readonly chooser: ReactNode;
  readonly submitLabel: string;
  readonly canSubmit: boolean;
  /** Called with the path without blanks around it. */
  readonly onSubmit: (file: string) => void;
  readonly error: SerializedError | null;
  /** Above the path. */
  readonly before?: ReactNode;
  /** Below it. */
  readonly after?: ReactNode;
}

/** The path of a file with models, and what is done with it. */
export function BundleForm({
  label,
  file,
  onFile,
  chooser,
  submitLabel,
  canSubmit,
  onSubmit,
  error,
  before,
  after,
}: BundleFormProps) {
  const id = useId();
  const path = file.trim();
  return (
    <form
      className="bundle-form"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(path);
      }}
    >
      {before}
      <div className="model-form">
        <label className="model-form-label" htmlFor={id}>
          {label}
        </label>
        <TextInput
          id={id}
          value={file}
          placeholder={en.models.bundles.filePlaceholder}
          onChange={(event) => {
            onFile(event.currentTarget.value);
          }}
        />
        {chooser}
        <Button type="submit" disabled={!canSubmit || path === ''}>
          {submitLabel}
        </Button>
      </div>
      {after}
      {error !== null && <ErrorCard error={error} />}
    </form>
  );
}
