import type { SettingsStore } from './settingsStore.ts';

/**
 * Whether a key that is pressed without Ctrl, Alt or Command may act. A letter, digit or sign may not where the person
 * has turned that off: speech input and shaky hands write them by accident (WCAG 2.2, success criterion 2.1.4, which
 * leaves out Space, arrows and other keys that write nothing).
 */
export function allowsKey(settings: Pick<SettingsStore, 'getState'>, key: string): boolean {
  const isCharacter = key.length === 1 && key !== ' ';
  return !isCharacter || settings.getState().settings?.singleKeyShortcuts !== false;
}
