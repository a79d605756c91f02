import type { MenuItemConstructorOptions } from 'electron';
import type { FakeElectron } from './fakeElectron.ts';

/** Chooses the item of the app's menu that has this shortcut. */
export function clickMenu(app: Pick<FakeElectron, 'menus'>, accelerator: string): void {
  const find = (items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions | undefined =>
    items
      .flatMap((item) => [item, ...(Array.isArray(item.submenu) ? item.submenu : [])])
      .find((item) => item.accelerator === accelerator);
  const item = find(app.menus[0] ?? []);
  if (item === undefined) throw new Error(`The menu has no ${accelerator}.`);
  (item.click as () => void)();
}
