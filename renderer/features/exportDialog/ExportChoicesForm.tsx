import {
  EXPORT_CHOICES,
  type ExportChoice,
  type ExportChoices,
  exportOptionsSchema,
} from '../../../worker/contract/index.ts';
import { Field } from '../../components/Field.tsx';
import { NumberField } from '../../components/NumberField.tsx';
import { en } from '../../strings/en.ts';
import { FORMAT_OPTIONS, type LimitOption } from './exportPreview.ts';

/** What captions may be set to; the worker's schema allows a little more. */
const LIMITS: Readonly<Record<LimitOption, { readonly min: number; readonly max: number }>> = {
  maxLineLength: { min: 20, max: 100 },
  maxLinesPerCue: { min: 1, max: 4 },
  maxCharactersPerSecond: { min: 10, max: 40 },
};

export interface ExportChoicesFormProps {
  readonly choices: ExportChoices;
  readonly onChange: (choices: ExportChoices) => void;
}

/** The format, and those options that change anything in it. */
export function ExportChoicesForm({ choices, onChange }: ExportChoicesFormProps) {
  const options = exportOptionsSchema.parse(choices.options);
  const { switches, limits } = FORMAT_OPTIONS[choices.format];
  const set = (changed: ExportChoices['options']): void => {
    onChange({ ...choices, options: { ...choices.options, ...changed } });
  };
  return (
    <div className="export-choices">
      <Field label={en.exports.format}>
        {(ids) => (
          <select
            {...ids}
            value={choices.format}
            onChange={(event) => {
              onChange({ ...choices, format: event.currentTarget.value as ExportChoice });
            }}
          >
            {EXPORT_CHOICES.map((choice) => (
              <option key={choice} value={choice}>
                {en.exports.formats[choice]}
              </option>
            ))}
          </select>
        )}
      </Field>
      {switches.map((option) => (
        <Field key={option} label={en.exports.options[option]}>
          {(ids) => (
            <input
              {...ids}
              type="checkbox"
              checked={options[option]}
              onChange={(event) => {
                set({ [option]: event.currentTarget.checked });
              }}
            />
          )}
        </Field>
      ))}
      {limits.map((option) => (
        <NumberField
          key={option}
          label={en.exports.limits[option]}
          {...LIMITS[option]}
          value={options[option]}
          onChange={(value) => {
            if (value !== null) set({ [option]: value });
          }}
        />
      ))}
      {limits.length > 0 && <p className="muted small">{en.exports.limitsHelp}</p>}
    </div>
  );
}
