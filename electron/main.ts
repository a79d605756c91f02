import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  Notification,
  powerSaveBlocker,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  utilityProcess,
} from 'electron';
import { startDesktopApp } from './startDesktopApp.ts';
import { strings } from './strings.ts';

// Not awaited: Electron becomes ready only after this module has been evaluated.
startDesktopApp({
  electron: {
    app,
    BrowserWindow,
    dialog,
    ipcMain,
    Menu,
    MessageChannelMain,
    Notification,
    powerSaveBlocker,
    protocol,
    safeStorage,
    screen,
    session,
    shell,
    utilityProcess,
  },
  process,
}).catch((error: unknown) => {
  dialog.showErrorBox(strings.startFailed, error instanceof Error ? error.message : String(error));
  app.exit(1);
});
