import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FakeMessageChannel } from '../../e2e/electron/fakePort.ts';
import { FakeUtilityProcess } from '../../e2e/electron/fakeUtilityProcess.ts';
import { createPortTransport, createRpcClient, type RpcClient } from '../../worker/contract/index.ts';
import { waitForJob } from '../../worker/entries/waitForJob.ts';

export interface RunPackagedWorkerOptions {
  /** The extracted archive. */
  readonly appDir: string;
  /** `assets` of the package's resources. */
  readonly assetsDir: string;
  /** Does not exist yet. */
  readonly dataDir: string;
  /** Bare names that the modules of the app import. */
  readonly imports: readonly string[];
}

/**
 * Starts the packaged worker on the project's Node, as Electron starts it, and has it transcribe and export the packaged
 * sample. Its modules find the packaged dependencies alone: the folder is outside of the source tree.
 */
export async function runPackagedWorker({
  appDir,
  assetsDir,
  dataDir,
  imports,
}: RunPackagedWorkerOptions): Promise<string> {
  await importAll(appDir, imports);
  await mkdir(dataDir, { recursive: true });
  const config = { appVersion: '0.0.0', dataDir, assetsDir, offline: true, logLevel: 'error' };
  const entry = join(appDir, 'dist', 'worker', 'entries', 'utilityProcess.js');
  const worker = new FakeUtilityProcess(entry, [JSON.stringify(config)], {});
  worker.stderr?.pipe(process.stderr);
  const exited = new Promise((resolve) => worker.on('exit', resolve));
  try {
    const { port1, port2 } = new FakeMessageChannel();
    worker.postMessage({ type: 'connect' }, [port2]);
    const client = createRpcClient(createPortTransport(port1));
    const text = await transcribe(client, join(assetsDir, 'samples', 'project-meeting.ogg'));
    worker.postMessage({ type: 'stop' });
    const code = await exited;
    if (code !== 0) throw new Error(`The packaged worker ended with ${String(code)}.`);
    return text;
  } finally {
    worker.crash();
  }
}

async function transcribe(client: RpcClient, path: string): Promise<string> {
  const job = await waitForJob(client, () => client.request('jobs.start', { kind: 'transcribe', path }), {
    signal: new AbortController().signal,
    onChange: () => undefined,
  });
  if (job.meetingId === null)
    throw new Error(`The packaged worker did not transcribe: ${job.error?.message}`);
  const { meetingId } = job;
  const document = await client.request('exports.render', { meetingId, format: 'docx' });
  if (typeof document === 'string') throw new Error('The packaged worker exports no Word document.');
  const text = await client.request('exports.render', { meetingId, format: 'txt' });
  return String(text);
}

/** Electron, as far as a second instance of the app needs it: main is evaluated whole, and ends. */
const STUB_ELECTRON = `
const nothing = {};
export const app = {
  getAppPath: () => '.', setName() {}, setPath() {}, setAppUserModelId() {}, quit() {},
  isPackaged: false, requestSingleInstanceLock: () => false,
};
export {
  nothing as BrowserWindow, nothing as dialog, nothing as ipcMain, nothing as Menu, nothing as MessageChannelMain,
  nothing as Notification, nothing as powerSaveBlocker, nothing as protocol, nothing as safeStorage,
  nothing as screen, nothing as session, nothing as shell, nothing as utilityProcess,
};
`;

/** Loads main, and what the app imports, with all that it imports in turn. */
async function importAll(appDir: string, imports: readonly string[]): Promise<void> {
  const stub = join(appDir, 'node_modules', 'electron');
  await mkdir(stub);
  await writeFile(join(stub, 'package.json'), '{ "type": "module", "exports": "./index.js" }');
  await writeFile(join(stub, 'index.js'), STUB_ELECTRON);
  const script = join(appDir, 'importAll.mjs');
  const names = ['./dist/electron/main.js', ...imports];
  await writeFile(script, names.map((name) => `await import(${JSON.stringify(name)});\n`).join(''));
  const { status, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The package cannot load what it imports:\n${stderr}`);
}
