import { acquireFileLock } from '../../../worker/database/fileLock.ts';
import { createContentWriter } from '../../../worker/models/download/contentWriter.ts';
import { createModelDownloader } from '../../../worker/models/download/modelDownloader.ts';
import { createVerifiedBlobs } from '../../../worker/models/download/verifiedBlobs.ts';
import { createHttpTransport } from '../../../worker/models/hub/httpTransport.ts';
import { createHubClient } from '../../../worker/models/hub/hubClient.ts';
import { createReceiveMemory } from '../../../worker/models/hub/receiveMemory.ts';
import type { DownloaderCalls } from './downloaderCalls.ts';
import { serveChild } from './serveChild.ts';

const memory = createReceiveMemory();
const transport = createHttpTransport({ environment: {}, memory });
const writer = createContentWriter({ memory });

serveChild<DownloaderCalls>({
  async download({ endpoint, repository, cacheDir }) {
    const client = createHubClient({
      endpoint: new URL(endpoint),
      token: null,
      appVersion: '0.0.0',
      transport,
      ledger: { begin: () => () => undefined },
      isOffline: () => false,
    });
    const { download } = createModelDownloader({
      client,
      lockFile: acquireFileLock,
      verified: createVerifiedBlobs(),
      writer,
      installationTag: '0a1b2c3d',
      disableSymlinks: false,
    });
    let receivedBytes = 0;
    await download({
      cacheDir,
      repository,
      revision: 'main',
      select: (files) => ({ files, missing: [] }),
      signal: new AbortController().signal,
      onProgress: (progress) => {
        receivedBytes = progress.receivedBytes;
      },
    });
    return { receivedBytes };
  },
});
