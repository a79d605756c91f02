import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { createMenuTemplate } from './menu.ts';

function create(platform: NodeJS.Platform, isPackaged = true) {
  const done: string[] = [];
  const template = createMenuTemplate({
    platform,
    isPackaged,
    actions: {
      openRecordings: () => done.push('open'),
      openWindow: () => done.push('window'),
      show: (fragment) => done.push(fragment),
      showData: () => done.push('data'),
      showLogs: () => done.push('logs'),
    },
  });
  return { done, items: flatten(template) };
}

function flatten(items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flatten(item.submenu) : [])]);
}

const find = (items: readonly MenuItemConstructorOptions[], accelerator: string) =>
  items.find((item) => item.accelerator === accelerator);

describe('the menu', () => {
  it('does what its shortcuts say', () => {
    const { done, items } = create('linux');
    for (const accelerator of ['CmdOrCtrl+O', 'CmdOrCtrl+N', 'CmdOrCtrl+,', 'CmdOrCtrl+1', 'CmdOrCtrl+2']) {
      (find(items, accelerator)?.click as () => void)();
    }
    expect(done).toEqual(['open', 'window', '#/settings', '#/library', '#/models']);
  });

  it('has each shortcut once, and leaves those of the page to it', () => {
    for (const platform of ['darwin', 'linux', 'win32'] as const) {
      const accelerators = create(platform).items.flatMap(({ accelerator }) => accelerator ?? []);
      expect(new Set(accelerators).size).toBe(accelerators.length);
      for (const ofThePage of ['CmdOrCtrl+F', 'CmdOrCtrl+Z', 'Space']) {
        expect(accelerators).not.toContain(ofThePage);
      }
    }
  });

  it('puts settings and quit where each system has them', () => {
    const roles = (platform: NodeJS.Platform) => create(platform).items.flatMap(({ role }) => role ?? []);
    expect(roles('darwin')).toEqual(expect.arrayContaining(['appMenu', 'services', 'hide', 'quit']));
    expect(roles('win32')).not.toContain('appMenu');
    expect(roles('win32')).toEqual(expect.arrayContaining(['quit', 'about', 'editMenu', 'windowMenu']));
  });

  it('has tools of developers only where Earshot runs from its sources', () => {
    const roles = (isPackaged: boolean) =>
      create('linux', isPackaged).items.flatMap(({ role }) => role ?? []);
    expect(roles(true)).not.toContain('toggleDevTools');
    expect(roles(false)).toContain('toggleDevTools');
  });
});
