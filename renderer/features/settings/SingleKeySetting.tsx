import { Field } from '../../components/Field.tsx';
import { en } from '../../strings/en.ts';
import type { SettingsSectionProps } from './settingsSection.ts';

export function SingleKeySetting({ settings, onChange }: SettingsSectionProps) {
  return (
    <Field label={en.settings.singleKeys} help={en.settings.singleKeysHelp}>
      {(ids) => (
        <input
          {...ids}
          type="checkbox"
          role="switch"
          checked={settings.singleKeyShortcuts}
          onChange={(event) => {
            onChange({ singleKeyShortcuts: event.currentTarget.checked });
          }}
        />
      )}
    </Field>
  );
}
