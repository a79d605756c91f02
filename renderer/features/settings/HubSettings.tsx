import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { useAction } from '../../errors/useAction.ts';
import { useStores } from '../../stores/stores.ts';
import type { Settings, SettingsPatch } from '../../../worker/contract/index.ts';
import { Field } from '../../components/Field.tsx';
import { TextInput } from '../../components/TextInput.tsx';
import { en } from '../../strings/en.ts';

/** Where models are downloaded from, and by which way. What is refused is said at the field. */
export function HubSettings({ settings }: { readonly settings: Settings }) {
  const text = en.models.network;
  return (
    <>
      <AddressField
        label={text.mirror}
        help={text.mirrorHelp}
        placeholder="https://huggingface.co"
        value={settings.hubEndpoint}
        toPatch={(hubEndpoint) => ({ hubEndpoint })}
      />
      <AddressField
        label={text.proxy}
        help={text.proxyHelp}
        placeholder="http://proxy.example:8080"
        value={settings.proxy}
        toPatch={(proxy) => ({ proxy })}
      />
    </>
  );
}

interface AddressFieldProps {
  readonly label: string;
  readonly help: string;
  readonly placeholder: string;
  readonly value: string | null;
  readonly toPatch: (value: string | null) => SettingsPatch;
}

/** What is being typed is nobody's business before the field is left or Enter pressed. */
function AddressField({ label, help, placeholder, value, toPatch }: AddressFieldProps) {
  const { settings } = useStores();
  const { error, run } = useAction();
  const finish = (typed: string): void => {
    const chosen = typed.trim() === '' ? null : typed.trim();
    if (chosen !== value) run(() => settings.getState().change(toPatch(chosen)));
  };
  return (
    <>
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
      {error !== null && <ErrorCard error={error} />}
    </>
  );
}
