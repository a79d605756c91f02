import { DEVICES, type Device } from './devices.ts';
import { useStore } from 'zustand';
import { Field } from '../../components/Field.tsx';
import { NumberField } from '../../components/NumberField.tsx';
import type { ModelsState } from '../../stores/modelsStore.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { formatDevice } from '../../strings/formatDevice.ts';
import type { SettingsSectionProps } from './settingsSection.ts';
import { SpeedSetting } from './SpeedSetting.tsx';

const UNLOAD_CHOICES = [1, 5, 10, 30, 60] as const;
const NEVER = 'never';

export function ComputerSettings({ settings, onChange }: SettingsSectionProps) {
  const { models } = useStores();
  const inUse = useStore(models, describeInUse);
  const { device, threads, unloadAfterMinutes } = settings;
  const minutes = new Set<number>(UNLOAD_CHOICES);
  if (unloadAfterMinutes !== null) minutes.add(unloadAfterMinutes);
  return (
    <>
      <Field label={en.settings.device} help={inUse}>
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
      <SpeedSetting />
      <NumberField
        label={en.settings.threads}
        help={en.settings.threadsHelp}
        min={1}
        max={256}
        value={threads}
        placeholder={en.settings.allCores}
        onChange={(chosen) => {
          onChange({ threads: chosen });
        }}
      />
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

/** What models run on now, whatever was asked for: a device that fails is replaced by the CPU. */
function describeInUse({ models, loaded }: ModelsState): string {
  if (loaded.length === 0) return en.settings.deviceNone;
  const inUse = loaded.map(({ modelId, device }) => {
    const title = models?.find((model) => model.modelId === modelId)?.title ?? modelId;
    return en.settings.modelOn(title, formatDevice(device));
  });
  return en.settings.deviceNow(inUse.join(', '));
}
