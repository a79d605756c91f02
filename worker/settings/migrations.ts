/** What a settings file holds before its values are checked. */
export type RawSettings = Readonly<Record<string, unknown>>;

/** Step from one released version to the next; index 0 leads from version 1 to version 2. */
export type SettingsMigration = (settings: RawSettings) => RawSettings;

/** A key that was released is renamed or given a new meaning only by a step here, with a new SETTINGS_VERSION. */
export const SETTINGS_MIGRATIONS: readonly SettingsMigration[] = [];

/**
 * Brings the settings to the newest version, which is the number of migrations plus one. A file without a version is
 * of the first. Null for one of a newer app, or whose version is no version.
 */
export function migrateSettings(
  settings: RawSettings,
  migrations: readonly SettingsMigration[] = SETTINGS_MIGRATIONS,
): RawSettings | null {
  const { version = 1 } = settings;
  const latest = migrations.length + 1;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1 || version > latest)
    return null;
  const migrated = migrations.slice(version - 1).reduce((current, migration) => migration(current), settings);
  return { ...migrated, version: latest };
}
