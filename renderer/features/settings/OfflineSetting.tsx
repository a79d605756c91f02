import { Field } from '../../components/Field.tsx';
import { en } from '../../strings/en.ts';
import type { SettingsSectionProps } from './settingsSection.ts';

export function OfflineSetting({ settings, onChange }: SettingsSectionProps) {
  return (
    <Field label={en.settings.offline} help={en.settings.offlineHelp}>
      {(ids) => (
        <input
          {...ids}
          type="checkbox"
          role="switch"
          checked={settings.offline}
          onChange={(event) => {
            onChange({ offline: event.currentTarget.checked });
          }}
        />
      )}
    </Field>
  );
}
