import type { SettingsStore } from './stores/settingsStore.ts';

const STORAGE_KEY = 'earshot-appearance';

export interface FollowAppearanceOptions {
  readonly settings: SettingsStore;
  /** The element whose attribute the styles look at. */
  readonly root: Pick<HTMLElement, 'dataset'>;
  /** Holds what was chosen last, so that a page that loads does not flash in other colours. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
}

/** Shows the page in the colours that are chosen in the settings, now and with every change. */
export function followAppearance({ settings, root, storage }: FollowAppearanceOptions): void {
  const show = (appearance: string): void => {
    root.dataset['appearance'] = appearance;
  };
  show(storage.getItem(STORAGE_KEY) ?? 'system');
  settings.subscribe((state) => {
    const appearance = state.settings?.appearance;
    if (appearance === undefined) return;
    show(appearance);
    storage.setItem(STORAGE_KEY, appearance);
  });
}
