import type { MenuItemConstructorOptions } from 'electron';
import { strings } from './strings.ts';

export interface MenuActions {
  openRecordings(): void;
  openWindow(): void;
  /** Fragment of the address of a view. */
  show(fragment: string): void;
  showData(): void;
  showLogs(): void;
}

export interface MenuOptions {
  readonly platform: NodeJS.Platform;
  /** Tools of developers are for those who run Earshot from its sources. */
  readonly isPackaged: boolean;
  readonly actions: MenuActions;
}

/**
 * The menu of the app. Items with a role are the system's own, so that names, places and shortcuts are what people know.
 * Shortcuts of the page (search, player, editing) are not repeated: a shortcut of a menu would take them away from it.
 */
export function createMenuTemplate({
  platform,
  isPackaged,
  actions,
}: MenuOptions): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const settings: MenuItemConstructorOptions = {
    label: strings.menu.settings,
    accelerator: 'CmdOrCtrl+,',
    click: () => {
      actions.show('#/settings');
    },
  };

  const appMenu: MenuItemConstructorOptions = {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      separator,
      settings,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  };
  const fileMenu: MenuItemConstructorOptions = {
    label: strings.menu.file,
    submenu: [
      {
        label: strings.menu.openRecordings,
        accelerator: 'CmdOrCtrl+O',
        click: () => {
          actions.openRecordings();
        },
      },
      {
        label: strings.menu.newWindow,
        accelerator: 'CmdOrCtrl+N',
        click: () => {
          actions.openWindow();
        },
      },
      separator,
      ...(isMac ? [] : [settings, separator]),
      { role: 'close' },
      ...(isMac ? [] : ([separator, { role: 'quit' }] satisfies MenuItemConstructorOptions[])),
    ],
  };
  const viewMenu: MenuItemConstructorOptions = {
    label: strings.menu.view,
    submenu: [
      {
        label: strings.menu.library,
        accelerator: 'CmdOrCtrl+1',
        click: () => {
          actions.show('#/library');
        },
      },
      {
        label: strings.menu.models,
        accelerator: 'CmdOrCtrl+2',
        click: () => {
          actions.show('#/models');
        },
      },
      separator,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      separator,
      { role: 'togglefullscreen' },
      ...(isPackaged
        ? []
        : ([
            separator,
            { role: 'reload' },
            { role: 'toggleDevTools' },
          ] satisfies MenuItemConstructorOptions[])),
    ],
  };
  const helpMenu: MenuItemConstructorOptions = {
    role: 'help',
    label: strings.menu.help,
    submenu: [
      {
        label: strings.menu.showData,
        click: () => {
          actions.showData();
        },
      },
      {
        label: strings.menu.showLogs,
        click: () => {
          actions.showLogs();
        },
      },
      ...(isMac ? [] : ([separator, { role: 'about' }] satisfies MenuItemConstructorOptions[])),
    ],
  };
  return [
    ...(isMac ? [appMenu] : []),
    fileMenu,
    { role: 'editMenu', label: strings.menu.edit },
    viewMenu,
    { role: 'windowMenu', label: strings.menu.window },
    helpMenu,
  ];
}
