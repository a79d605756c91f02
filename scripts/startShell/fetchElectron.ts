import { fork, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DownloadMessage, downloadMessageSchema } from './downloadMessage.ts';
import { FetchFailure } from './fetchFailure.ts';

export interface FetchElectronOptions {
  /** Folder of the npm package `electron`. */
  readonly packageDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Gives up, as a failure like the others. */
  readonly signal: AbortSignal;
  /** Null where the server does not say how much there is. */
  readonly onProgress: (receivedBytes: number, totalBytes: number | null) => void;
  readonly limits?: FetchLimits;
}

/** How long is waited for what, in milliseconds. */
export interface FetchLimits {
  /** For the first bytes: a network that is blocked answers nothing at all. */
  readonly answerMs: number;
  /** For more of them. */
  readonly stallMs: number;
  /** For all of them, and for checking them. */
  readonly totalMs: number;
  readonly unpackMs: number;
}

/** Our choice: a few seconds where nothing comes, and time for 120 MB at 150 kB/s. */
const DEFAULT_LIMITS: FetchLimits = {
  answerMs: 6_000,
  stallMs: 15_000,
  totalMs: 900_000,
  unpackMs: 120_000,
};

const DOWNLOADER = fileURLToPath(new URL('downloadElectron.ts', import.meta.url));

/**
 * Fetches Electron's program into its npm package, as `npx install-electron` does and with the same settings (mirror,
 * cache, checksums), but with limits, and through the proxy that npm or the system uses. The installer of the package
 * unpacks what was downloaded and checked before. Throws FetchFailure; the package is then as it was, or half unpacked
 * and not taken for complete by `findElectron`.
 */
export async function fetchElectron(options: FetchElectronOptions): Promise<void> {
  const temporaryDir = await mkdtemp(join(tmpdir(), 'earshot-electron-'));
  try {
    await download(options, temporaryDir);
    await unpack(options);
  } finally {
    await rm(temporaryDir, { recursive: true, force: true });
  }
}

async function download(options: FetchElectronOptions, temporaryDir: string): Promise<void> {
  const { packageDir, env, signal, onProgress, limits = DEFAULT_LIMITS } = options;
  const { promise, resolve, reject } = Promise.withResolvers<null>();
  const child = fork(DOWNLOADER, [packageDir, temporaryDir], {
    env: createChildEnvironment(env),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const fail = (reason: string): void => {
    reject(new FetchFailure(reason));
  };
  const failAfter = (delayMs: number, reason: string) => setTimeout(() => fail(reason), delayMs);
  const total = failAfter(limits.totalMs, 'it took too long');
  let waiting = total;
  let host = 'its server';
  let failure = 'its download ended';
  child.on('message', (received) => {
    const message = downloadMessageSchema.parse(received);
    if (waiting !== total) clearTimeout(waiting);
    switch (message.type) {
      case 'asking':
        ({ host } = message);
        waiting = failAfter(limits.answerMs, `${host} does not answer`);
        break;
      case 'progress':
        waiting = failAfter(limits.stallMs, 'its download stopped halfway');
        onProgress(message.receivedBytes, message.totalBytes);
        break;
      case 'failed':
        failure = describeFailure(message, host);
    }
  });
  child.on('error', ({ message }) => fail(message));
  child.on('exit', (code) => (code === 0 ? resolve(null) : fail(failure)));
  const cancel = () => fail('you canceled it');
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    await promise;
  } finally {
    clearTimeout(total);
    clearTimeout(waiting);
    signal.removeEventListener('abort', cancel);
    child.kill('SIGKILL');
  }
}

function describeFailure(
  { message, code }: Extract<DownloadMessage, { type: 'failed' }>,
  host: string,
): string {
  const status = /^The answer is (\d+)\.$/.exec(message)?.[1];
  if (status !== undefined) return `${host} answers with ${status}`;
  if (message.includes('checksum')) return 'what came is not what Electron published';
  if (code !== null) return `${host} cannot be reached: ${code}`;
  return `its download failed: ${message}`;
}

async function unpack({
  packageDir,
  env,
  signal,
  limits = DEFAULT_LIMITS,
}: FetchElectronOptions): Promise<void> {
  const child = spawn(process.execPath, [join(packageDir, 'install.js')], {
    // What was downloaded just now is to be taken.
    env: { ...createChildEnvironment(env), force_no_cache: undefined },
    stdio: 'ignore',
    signal: AbortSignal.any([signal, AbortSignal.timeout(limits.unpackMs)]),
    killSignal: 'SIGKILL',
  });
  const code = await new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(null));
    child.on('exit', resolve);
  });
  if (code !== 0) throw new FetchFailure('it cannot be unpacked; npx install-electron says why');
}

/** Node's `fetch` takes the proxy of the environment when it is told to; npm's settings arrive as variables of its own. */
function createChildEnvironment(env: FetchElectronOptions['env']): NodeJS.ProcessEnv {
  const httpsProxy =
    env['HTTPS_PROXY'] || env['https_proxy'] || env['npm_config_https_proxy'] || env['npm_config_proxy'];
  const httpProxy = env['HTTP_PROXY'] || env['http_proxy'] || env['npm_config_proxy'];
  const noProxy = env['NO_PROXY'] || env['no_proxy'] || env['npm_config_noproxy'];
  return {
    ...env,
    NODE_USE_ENV_PROXY: '1',
    ...(httpsProxy ? { HTTPS_PROXY: httpsProxy } : {}),
    ...(httpProxy ? { HTTP_PROXY: httpProxy } : {}),
    ...(noProxy ? { NO_PROXY: noProxy } : {}),
  };
}
