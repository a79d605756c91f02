import { Field } from '../../components/Field.tsx';
import { TextInput } from '../../components/TextInput.tsx';
import { en } from '../../strings/en.ts';
import type { SettingsSectionProps } from './settingsSection.ts';

/** Where models are downloaded from, and by which way. */
export function HubSettings({ settings, onChange }: SettingsSectionProps) {
  const text = en.models.network;
  return (
    <>
      <AddressField
        label={text.mirror}
        help={text.mirrorHelp}
        placeholder="https://huggingface.co"
        value={settings.hubEndpoint}
        onChange={(hubEndpoint) => {
          onChange({ hubEndpoint });
        }}
      />
      <AddressField
        label={text.proxy}
        help={text.proxyHelp}
        placeholder="http://proxy.example:8080"
        value={settings.proxy}
        onChange={(proxy) => {
          onChange({ proxy });
        }}
      />
    </>
  );
}

interface AddressFieldProps {
  readonly label: string;
  readonly help: string;
  readonly placeholder: string;
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
}

/** What is being typed is nobody's business before the field is left or Enter pressed. */
function AddressField({ label, help, placeholder, value, onChange }: AddressFieldProps) {
  const finish = (typed: string): void => {
    const chosen = typed.trim() === '' ? null : typed.trim();
    if (chosen !== value) onChange(chosen);
  };
  return (
    <Field label={label} help={help}>
      {(ids) => (
        <TextInput
          {...ids}
          key={value}
          className="field-address"
          defaultValue={value ?? ''}
          placeholder={placeholder}
          onBlur={(event) => {
            finish(event.currentTarget.value);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') finish(event.currentTarget.value);
          }}
        />
      )}
    </Field>
  );
}
