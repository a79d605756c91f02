import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { exposeHost } from './exposeHost.ts';

// Bundled as one CommonJS file: a sandboxed preload may require nothing but Electron.
exposeHost({ electron: { contextBridge, ipcRenderer, webUtils }, page: window });
