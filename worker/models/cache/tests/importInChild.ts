import { importBundle } from '../importBundle.ts';

/** Imports a bundle and dies without warning at a report of progress, counted from 1: `file cacheDir killAt`. */
const [, , file = '', cacheDir = '', killAt = ''] = process.argv;
let reports = 0;
await importBundle({
  file,
  cacheDir,
  signal: new AbortController().signal,
  onProgress: () => {
    reports += 1;
    if (reports === Number(killAt)) process.kill(process.pid, 'SIGKILL');
  },
});
