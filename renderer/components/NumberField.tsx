import { Field } from './Field.tsx';

export interface NumberFieldProps {
  readonly label: string;
  readonly help?: string;
  readonly min: number;
  readonly max: number;
  /** Null is an empty field. */
  readonly value: number | null;
  /** Shown in an empty field. */
  readonly placeholder?: string;
  /** Called with numbers within the limits, and with null for an empty field, when the field is left or Enter pressed. */
  readonly onChange: (value: number | null) => void;
}

/** A whole number. What is being typed is nobody's business before it is finished. */
export function NumberField({ label, help, min, max, value, placeholder, onChange }: NumberFieldProps) {
  const finish = (input: HTMLInputElement): void => {
    const chosen = input.value === '' ? null : input.valueAsNumber;
    if (input.validity.valid && chosen !== value) onChange(chosen);
  };
  return (
    <Field label={label} {...(help === undefined ? {} : { help })}>
      {(ids) => (
        <input
          {...ids}
          key={value}
          type="number"
          min={min}
          max={max}
          placeholder={placeholder}
          defaultValue={value ?? ''}
          onBlur={({ currentTarget }) => {
            finish(currentTarget);
          }}
          onKeyDown={({ key, currentTarget }) => {
            if (key === 'Enter') finish(currentTarget);
          }}
        />
      )}
    </Field>
  );
}
