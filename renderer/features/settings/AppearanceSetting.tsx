import { APPEARANCES, type Appearance } from '../../../worker/contract/index.ts';
import { Field } from '../../components/Field.tsx';
import { en } from '../../strings/en.ts';
import type { SettingsSectionProps } from './settingsSection.ts';

export function AppearanceSetting({ settings, onChange }: SettingsSectionProps) {
  return (
    <Field label={en.settings.colours}>
      {(ids) => (
        <select
          {...ids}
          value={settings.appearance}
          onChange={(event) => {
            onChange({ appearance: event.currentTarget.value as Appearance });
          }}
        >
          {APPEARANCES.map((choice) => (
            <option key={choice} value={choice}>
              {en.settings.appearances[choice]}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
