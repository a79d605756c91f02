import { acquireFileLock } from '../../../database/fileLock.ts';
import { createHttpTransport } from '../../hub/httpTransport.ts';
import { createHubClient } from '../../hub/hubClient.ts';
import { createReceiveMemory } from '../../hub/receiveMemory.ts';
import { createContentWriter } from '../contentWriter.ts';
import { createModelDownloader } from '../modelDownloader.ts';
import { createVerifiedBlobs } from '../verifiedBlobs.ts';

/** A process of its own that downloads a repository: `endpoint cacheDir repository tag [step to be killed at]`. */
const [endpoint = '', cacheDir = '', repository = '', installationTag = '', fatalStep = ''] =
  process.argv.slice(2);

const memory = createReceiveMemory();
const transport = createHttpTransport({ environment: {}, memory });
const { download } = createModelDownloader({
  client: createHubClient({
    endpoint: new URL(endpoint),
    token: null,
    appVersion: '0.0.0',
    transport,
    ledger: { begin: () => () => undefined },
    isOffline: () => false,
  }),
  lockFile: acquireFileLock,
  verified: createVerifiedBlobs(),
  writer: createContentWriter({ memory }),
  installationTag,
  disableSymlinks: false,
  // The disks of these tests are smaller than what is kept free of real ones.
  readFreeBytes: async () => Infinity,
  onStep(step, file) {
    if (step === fatalStep && (file === null || file.endsWith('.onnx'))) process.kill(process.pid, 'SIGKILL');
  },
});
try {
  const { commit } = await download({
    cacheDir,
    repository,
    revision: 'main',
    select: (files) => ({ files, missing: [] }),
    signal: new AbortController().signal,
  });
  process.stdout.write(JSON.stringify({ commit }));
} catch (error) {
  const { code, details } = error as { readonly code?: unknown; readonly details?: unknown };
  process.stdout.write(JSON.stringify({ code, details, message: String(error) }));
}
transport.close();
