import { access, constants, statfs } from 'node:fs/promises';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import type { DiagnosticCheck, Diagnostics } from '../contract/index.ts';
import type { Engine } from '../engine/createEngine.ts';
import { mediaLibraryVersion } from '../audio/mediaLibraryVersion.ts';
import { assertCacheReachable } from '../models/cache/assertCacheReachable.ts';
import type { CacheLocation } from '../models/cache/cacheLocation.ts';
import type { ModelStore } from '../models/modelStore.ts';

export interface DiagnosticsOptions {
  readonly appVersion: string;
  readonly dataDir: string;
  readonly engine: Engine;
  readonly modelStore: ModelStore;
  /** Where the models are that were downloaded. */
  readonly cacheLocation: () => CacheLocation;
  readonly settingsProblem: string | null;
}

/** Free space below which a transcription may not be stored; a long meeting takes a few MB. */
const MIN_FREE_BYTES = 100_000_000;

/** Looks at everything Earshot needs on this machine. Never throws: what fails is a check that says so. */
export async function collectDiagnostics(options: DiagnosticsOptions): Promise<Diagnostics> {
  const { appVersion, dataDir, engine, modelStore, cacheLocation, settingsProblem } = options;
  const executionProviders: string[] = [];
  const checks = [
    await check('inference', async () => {
      executionProviders.push(...(await engine.executionProviders()).map(({ device }) => device));
      return `ONNX Runtime with ${executionProviders.join(', ')}`;
    }),
    await check('media', () => Promise.resolve(`FFmpeg ${mediaLibraryVersion()}`)),
    await check('data folder', async () => {
      await access(dataDir, constants.R_OK | constants.W_OK);
      const { bavail, bsize } = await statfs(dataDir);
      const freeBytes = bavail * bsize;
      if (freeBytes < MIN_FREE_BYTES) throw new Error(`only ${freeBytes} bytes are free`);
      return `writable, ${Math.floor(freeBytes / 1e9)} GB free`;
    }),
    await check('settings', () =>
      settingsProblem === null ? Promise.resolve('readable') : Promise.reject(new Error(settingsProblem)),
    ),
    await check('model folder', async () => {
      const location = cacheLocation();
      await assertCacheReachable(location).catch(() => {
        throw new Error(`${location.path} is not there`);
      });
      return location.path;
    }),
    await check('models', async () => `${(await modelStore.list()).length} on this computer`),
  ];
  return {
    appVersion,
    nodeVersion: process.versions.node,
    platform: `${platform()} ${release()} ${arch()}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    totalMemoryBytes: totalmem(),
    dataDir,
    executionProviders,
    models: await modelStore.list().catch(() => []),
    loadedModels: engine.loadedModels(),
    residentBytes: engine.residentBytes,
    checks,
  };
}

async function check(name: string, look: () => Promise<string>): Promise<DiagnosticCheck> {
  try {
    return { name, ok: true, detail: await look() };
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}
