import { connectWorker } from '../worker/entries/connectWorker.ts';
import { ASSETS_DIR } from './openTestWorker.ts';

/** A process of its own that downloads a model until it is killed: `dataDir endpoint modelId`. */
const [dataDir = '', endpoint = '', modelId = ''] = process.argv.slice(2);

const { client } = await connectWorker({
  appVersion: '0.0.0',
  dataDir,
  assetsDir: ASSETS_DIR,
  offline: false,
  logLevel: 'error',
  unfinishedJobs: 'continue',
  environment: { HF_ENDPOINT: endpoint, HF_HOME: dataDir },
});
const { jobId } = await client.request('jobs.start', { kind: 'download-model', modelId });
process.stdout.write(jobId);
