import { describe, expect, it, vi } from 'vitest';
import { settingsSchema } from '../worker/contract/index.ts';
import { followAppearance } from './followAppearance.ts';
import { createTestPage } from './testing/createTestPage.ts';

describe('followAppearance', () => {
  it('shows what was chosen last before the settings are known, then what they say', async () => {
    const { stores } = createTestPage({
      handlers: { 'settings.get': () => settingsSchema.parse({ appearance: 'dark' }) },
    });
    const stored = new Map([['earshot-appearance', 'light']]);
    const root = { dataset: {} as DOMStringMap };
    const storage = {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => void stored.set(key, value),
    };
    followAppearance({ settings: stores.settings, root, storage });
    expect(root.dataset['appearance']).toBe('light');
    await vi.waitUntil(() => root.dataset['appearance'] === 'dark');
    stores.settings.getState().accept(settingsSchema.parse({ appearance: 'high-contrast' }));
    expect(root.dataset['appearance']).toBe('high-contrast');
    expect(stored.get('earshot-appearance')).toBe('high-contrast');
  });
});
