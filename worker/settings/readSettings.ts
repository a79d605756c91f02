import { settingsSchema } from '../contract/index.ts';
import type { Settings } from '../contract/index.ts';
import { migrateSettings } from './migrations.ts';
import type { RawSettings } from './migrations.ts';

export interface ReadSettings {
  readonly settings: Settings;
  /** Null when every value was understood; else what was not: `file`, `version`, or names of settings. */
  readonly unreadable: readonly string[] | null;
}

/**
 * The text of a settings file -> settings. Never throws: a value that cannot be understood takes its default and the
 * others keep theirs, so that one broken value does not switch off, say, offline mode. Unknown keys are dropped.
 */
export function readSettings(text: string): ReadSettings {
  const raw = parseObject(text);
  if (raw === null) return { settings: settingsSchema.parse({}), unreadable: ['file'] };
  const migrated = migrateSettings(raw);
  const { version: _version, ...values } = migrated ?? raw;
  const understood: Record<string, unknown> = {};
  const unreadable = migrated === null ? ['version'] : [];
  for (const [name, schema] of Object.entries(settingsSchema.shape)) {
    if (!Object.hasOwn(values, name)) continue;
    const parsed = schema.safeParse(values[name]);
    if (parsed.success) understood[name] = parsed.data;
    else unreadable.push(name);
  }
  return {
    settings: settingsSchema.parse(understood),
    unreadable: unreadable.length > 0 ? unreadable : null,
  };
}

function parseObject(text: string): RawSettings | null {
  try {
    // Editors on Windows put a byte order mark in front.
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as RawSettings)
      : null;
  } catch {
    return null;
  }
}
