import { DEVICES, type Device } from './devices.ts';
import { Field } from '../../components/Field.tsx';
import { en } from '../../strings/en.ts';
import type { SettingsSectionProps } from './settingsSection.ts';

const UNLOAD_CHOICES = [1, 5, 10, 30, 60] as const;
const NEVER = 'never';

export function ComputerSettings({ settings, onChange }: SettingsSectionProps) {
  const { device, threads, unloadAfterMinutes } = settings;
  const minutes = new Set<number>(UNLOAD_CHOICES);
  if (unloadAfterMinutes !== null) minutes.add(unloadAfterMinutes);
  return (
    <>
      <Field label={en.settings.device}>
        {(ids) => (
          <select
            {...ids}
            value={device}
            onChange={(event) => {
              onChange({ device: event.currentTarget.value as Device });
            }}
          >
            {DEVICES.map((choice) => (
              <option key={choice} value={choice}>
                {en.settings.devices[choice]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={en.settings.threads} help={en.settings.threadsHelp}>
        {(ids) => (
          <input
            {...ids}
            key={threads}
            type="number"
            min={1}
            max={256}
            placeholder={en.settings.allCores}
            defaultValue={threads ?? ''}
            onBlur={({ currentTarget }) => {
              const chosen = currentTarget.value === '' ? null : currentTarget.valueAsNumber;
              if (currentTarget.validity.valid && chosen !== threads) onChange({ threads: chosen });
            }}
          />
        )}
      </Field>
      <Field label={en.settings.unloadAfter}>
        {(ids) => (
          <select
            {...ids}
            value={unloadAfterMinutes ?? NEVER}
            onChange={({ currentTarget: { value } }) => {
              onChange({ unloadAfterMinutes: value === NEVER ? null : Number(value) });
            }}
          >
            {[...minutes]
              .sort((a, b) => a - b)
              .map((choice) => (
                <option key={choice} value={choice}>
                  {en.settings.minutes(choice)}
                </option>
              ))}
            <option value={NEVER}>{en.settings.never}</option>
          </select>
        )}
      </Field>
    </>
  );
}
