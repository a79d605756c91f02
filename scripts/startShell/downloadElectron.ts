/**
 * Process of its own, started by `fetchElectron.ts`: `node downloadElectron.ts PACKAGE_DIR TEMPORARY_DIR` puts the archive
 * of Electron's program into the cache in which Electron's own installer looks for it, checked against the checksums of
 * its npm package. Tells its parent how far it is; is killed when that is too slow.
 *
 * It is a process because only what a process is started with decides whether its requests go through a proxy, and so
 * that whatever hangs can be ended.
 */
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { downloadArtifact } from '@electron/get';
import { z } from 'zod';
import type { DownloadMessage } from './downloadMessage.ts';

const packageSchema = z.object({ version: z.string() });
const checksumsSchema = z.record(z.string(), z.string());

const [packageDir = '', tempDirectory = ''] = process.argv.slice(2);
// The parent is gone, and with it whoever would have used the program.
process.on('disconnect', () => process.exit(1));
// Ctrl-C in a terminal reaches all processes; what it means is decided by the parent.
process.on('SIGINT', () => undefined);
try {
  await download();
  process.exit(0);
} catch (error) {
  const { name, message, cause } = error instanceof Error ? error : new Error(String(error));
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null;
  await tell({ type: 'failed', name, message, code });
  process.exit(1);
}

/** With what `install.js` of the package passes, so that it finds the archive. */
async function download(): Promise<void> {
  const { env, platform, arch } = process;
  const usesRemoteChecksums =
    env['electron_use_remote_checksums'] || env['npm_config_electron_use_remote_checksums'];
  await downloadArtifact({
    version: packageSchema.parse(await readJson('package.json')).version,
    artifactName: 'electron',
    platform: env['ELECTRON_INSTALL_PLATFORM'] || env['npm_config_platform'] || platform,
    arch: env['ELECTRON_INSTALL_ARCH'] || env['npm_config_arch'] || arch,
    tempDirectory,
    downloader: { download: receive },
    ...(env['electron_config_cache'] ? { cacheRoot: env['electron_config_cache'] } : {}),
    ...(usesRemoteChecksums ? {} : { checksums: checksumsSchema.parse(await readJson('checksums.json')) }),
  });
}

async function receive(url: string, file: string): Promise<void> {
  await tell({ type: 'asking', host: new URL(url).host });
  const response = await fetch(url);
  if (!response.ok || response.body === null) throw new Error(`The answer is ${response.status}.`);
  const length = Number(response.headers.get('content-length') ?? NaN);
  const totalBytes = Number.isSafeInteger(length) ? length : null;
  let receivedBytes = 0;
  await pipeline(
    Readable.fromWeb(response.body),
    async function* (source: AsyncIterable<Uint8Array>) {
      for await (const chunk of source) {
        receivedBytes += chunk.byteLength;
        await tell({ type: 'progress', receivedBytes, totalBytes });
        yield chunk;
      }
    },
    createWriteStream(file),
  );
}

async function readJson(name: string): Promise<unknown> {
  return JSON.parse(await readFile(join(packageDir, name), 'utf8'));
}

function tell(message: DownloadMessage): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, undefined, undefined, () => resolve());
  });
}
