import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { createHubEnvironment } from './createHubEnvironment.ts';
import { createTestHub, type TestHub } from './hub/createTestHub.ts';
import { type EarshotRun, startEarshot } from './runEarshot.ts';
import { starterModelFiles } from './starterModelFiles.ts';
import { WHISPER_BASE } from './whisperBase.ts';

/** A line of a command with `--json`. */
export type JsonLine = { readonly type: string } & Readonly<Record<string, unknown>>;

/**
 * The command line with a hub of the test's own, which has the starter model in the place of whisper-base. Data folders
 * are known by name: each test may have some of its own.
 */
export interface HubCli {
  readonly hub: TestHub;
  /** Of whisper-base as the hub had it from the start. */
  readonly commit: string;
  /** For files of the test; the data folders are in it. Removed with the rest. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Starts a command, as a process. */
  start(dataDir: string, ...args: readonly string[]): ReturnType<typeof startEarshot>;
  /** Runs a command to its end, whatever that is. */
  run(dataDir: string, ...args: readonly string[]): Promise<EarshotRun>;
  /** Runs a command that succeeds and has nothing to complain about. */
  runJson(dataDir: string, ...args: readonly string[]): Promise<readonly JsonLine[]>;
  /** The models of a data folder that were downloaded. */
  listCached(dataDir: string): Promise<readonly JsonLine[]>;
  /** A path in the model cache of a data folder. */
  cachePath(dataDir: string, ...path: readonly string[]): string;
  close(): Promise<void>;
}

export async function openHubCli(): Promise<HubCli> {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-models-'));
  const hub = await createTestHub();
  const commit = await hub.addRepository({ id: WHISPER_BASE, files: starterModelFiles() });
  const environment = createHubEnvironment(hub.endpoint, folder);

  const start: HubCli['start'] = (dataDir, ...args) =>
    startEarshot([...args, '--data-dir', join(folder, dataDir)], environment);
  const run: HubCli['run'] = (dataDir, ...args) => start(dataDir, ...args).ended;
  const runJson: HubCli['runJson'] = async (dataDir, ...args) => {
    const { stdout, stderr, code } = await run(dataDir, ...args, '--json', '--quiet');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as JsonLine);
  };
  return {
    hub,
    commit,
    folder,
    environment,
    start,
    run,
    runJson,
    async listCached(dataDir) {
      const models = await runJson(dataDir, 'models', 'list');
      return models.filter((model) => model['source'] === 'cache');
    },
    cachePath: (dataDir, ...path) => join(folder, dataDir, 'models', ...path),
    async close() {
      await hub.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
