import { useStore } from 'zustand';
import { nameLanguage } from '../../../worker/contract/index.ts';
import { Field } from '../../components/Field.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import type { SettingsSectionProps } from './settingsSection.ts';

export function TranscriptionSettings({ settings, onChange }: SettingsSectionProps) {
  const { models: modelsStore } = useStores();
  const models = useStore(modelsStore, (state) => state.models);
  const { defaultModel, defaultLanguage } = settings;
  const choices = models?.filter((model) => model.task === 'asr') ?? [];
  const chosen = choices.find((model) => model.modelId === defaultModel);
  const languages = new Set(chosen?.capabilities?.languages ?? []);
  if (defaultLanguage !== 'auto') languages.add(defaultLanguage);
  return (
    <>
      <Field label={en.settings.defaultModel}>
        {(ids) => (
          <select
            {...ids}
            value={defaultModel}
            onChange={(event) => {
              onChange({ defaultModel: event.currentTarget.value });
            }}
          >
            {chosen === undefined && <option value={defaultModel}>{defaultModel}</option>}
            {choices.map((model) => (
              <option key={model.modelId} value={model.modelId}>
                {model.title}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={en.settings.defaultLanguage} help={en.settings.languageHelp}>
        {(ids) => (
          <select
            {...ids}
            value={defaultLanguage}
            onChange={(event) => {
              onChange({ defaultLanguage: event.currentTarget.value });
            }}
          >
            <option value="auto">{en.settings.detect}</option>
            {sortByName([...languages]).map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
    </>
  );
}

function sortByName(codes: readonly string[]): readonly { readonly code: string; readonly name: string }[] {
  return codes
    .map((code) => ({ code, name: nameLanguage(code) }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}
