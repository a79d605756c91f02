import type { Settings, SettingsPatch } from '../../../worker/contract/index.ts';

/** Properties of a part of the settings view. */
export interface SettingsSectionProps {
  readonly settings: Settings;
  readonly onChange: (patch: SettingsPatch) => void;
}
