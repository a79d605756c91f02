import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { findPaths } from './paths.ts';

it('finds the parts of a packaged app in its archive and beside it, and the data where it is told', () => {
  const data = resolve('/data');
  expect(
    findPaths({ appDir: '/opt/app.asar', resourcesDir: '/opt', env: { EARSHOT_DATA_DIR: data } }),
  ).toEqual({
    dataDir: data,
    profileDir: join(data, 'desktop'),
    logsDir: join(data, 'logs'),
    assetsDir: join('/opt', 'assets'),
    sampleFile: join('/opt', 'assets', 'samples', 'project-meeting.ogg'),
    iconFile: join('/opt', 'assets', 'icons', '512x512.png'),
    pageDir: join('/opt/app.asar', 'dist', 'page'),
    preloadFile: join('/opt/app.asar', 'dist', 'preload', 'preload.cjs'),
    workerEntry: join('/opt/app.asar', 'dist', 'worker', 'entries', 'utilityProcess.js'),
  });
});
