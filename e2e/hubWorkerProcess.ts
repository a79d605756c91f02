import { connectWorker } from '../worker/entries/connectWorker.ts';
import { ASSETS_DIR } from './openTestWorker.ts';

/** A process of its own that downloads a model and ends with it: `dataDir endpoint modelId [cacheDir]`. */
const [dataDir = '', endpoint = '', modelId = '', cacheDir = ''] = process.argv.slice(2);

const { client, close } = await connectWorker({
  appVersion: '0.0.0',
  dataDir,
  assetsDir: ASSETS_DIR,
  offline: false,
  logLevel: 'error',
  unfinishedJobs: 'continue',
  environment: { HF_ENDPOINT: endpoint, HF_HOME: dataDir, EARSHOT_CACHE_DIR: cacheDir },
});
client.on('job.changed', ({ status }) => {
  if (status === 'completed') void close();
});
const { jobId } = await client.request('jobs.start', { kind: 'download-model', modelId });
process.stdout.write(jobId);
