import { expect, it } from 'vitest';
import { settingsSchema } from '../../worker/contract/index.ts';
import { createTestPage } from '../testing/createTestPage.ts';
import { allowsKey } from './allowsKey.ts';

const KEYS = ['m', 'U', '?', '/', '1', ' ', 'ArrowUp', 'Delete', 'Home'];

function allowedKeys(singleKeyShortcuts: boolean | null): readonly string[] {
  const { settings } = createTestPage({ handlers: {} }).stores;
  if (singleKeyShortcuts !== null) {
    settings.getState().accept({ ...settingsSchema.parse({}), singleKeyShortcuts });
  }
  return KEYS.filter((key) => allowsKey(settings, key));
}

it('keys of one character act unless they are turned off; all others always do', () => {
  expect(allowedKeys(null)).toEqual(KEYS);
  expect(allowedKeys(true)).toEqual(KEYS);
  expect(allowedKeys(false)).toEqual([' ', 'ArrowUp', 'Delete', 'Home']);
});
