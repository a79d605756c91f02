import { connectHostProcess } from '../supervision/connectHostProcess.ts';
import { readStartConfig } from './startConfig.ts';

// Started by superviseWorker.ts, which decides from the first moment on when this process ends.
const host = connectHostProcess();
const { serveHost } = await import('./serveHost.ts');
await serveHost(host, { ...readStartConfig(), unfinishedJobs: 'continue' });
