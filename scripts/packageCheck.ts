/**
 * `npm run package:check`: packages the app as for a release, but for the installer and for Electron's own program, and
 * proves what is in it: everything that is needed, nothing of another platform, of tests or of development; the switches
 * (fuses) of the program; a size with a limit; and a worker that starts from it and transcribes the sample.
 *
 * Where Electron's program is (ELECTRON_OVERRIDE_DIST_PATH or the npm package), it is packaged; on Linux a stub takes its
 * place otherwise. Needs no network.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asar from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { z } from 'zod';
import { findElectron } from '../e2e/electron/findElectron.ts';
import { buildDesktop, hasSource } from '../e2e/electron/buildDesktop.ts';
import { findProblems } from './packageCheck/findProblems.ts';
import { makeStubElectron } from './packageCheck/makeStubElectron.ts';
import { type PackagedFile, readPackage } from './packageCheck/readPackage.ts';
import { runPackagedWorker } from './packageCheck/runPackagedWorker.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const packageSchema = z.object({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});

/** Of archive, native code and models, without Electron. Native code is nearly all of it: FFmpeg 175 MB, ONNX Runtime 46 MB. */
const MAX_BYTES = 300_000_000;
const MODELS = ['models/earshot-starter', 'models/silero-vad', 'samples/project-meeting.ogg'];
const FIRST_WORDS = 'Good morning, everyone.';
/** Of the compiler: one line each. Names that begin with a dot are the app's own modules. */
const BARE_IMPORT = /(?:^(?:import|export) [^'"(]*from |\bimport\()['"]([^.'"\s][^'"\s]*)['"]/gm;
/** Characters in the program. */
const OFF = '0'.charCodeAt(0);
const ON = '1'.charCodeAt(0);
/** As in electron-builder.yml. Integrity of the archive is checked on Windows and macOS only. */
const FUSES = [
  [FuseV1Options.RunAsNode, OFF],
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable, OFF],
  [FuseV1Options.EnableNodeCliInspectArguments, OFF],
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, ON],
  [FuseV1Options.OnlyLoadAppFromAsar, ON],
] as const;

const work = await mkdtemp(join(tmpdir(), 'earshot-package-'));
try {
  buildDesktop();
  const { program, resources } = await packageApp();
  const archive = join(resources, 'app.asar');
  const files = readPackage(archive);
  const assetsDir = join(resources, 'assets');
  const problems = [
    ...findProblems({
      files,
      ...(await readDependencies()),
      platform: process.platform,
      arch: process.arch,
      hasSource,
    }),
    ...MODELS.filter((path) => !existsSync(join(assetsDir, path))).map((path) => `${path} is missing`),
    ...(await findFuseProblems(program)),
  ];
  const totalBytes = sum(files) + (await getFolderBytes(assetsDir));
  if (totalBytes > MAX_BYTES) problems.push(`${totalBytes} bytes are more than ${MAX_BYTES}`);
  for (const problem of problems) console.error(`package: ${problem}`);
  if (problems.length > 0) process.exit(1);
  printSizes(files, await getFolderBytes(assetsDir));

  const appDir = join(work, 'extracted');
  asar.extractAll(archive, appDir);
  await checkPreload(join(appDir, 'dist', 'preload', 'preload.cjs'));
  const imports = await findImports(appDir, files);
  const text = await runPackagedWorker({ appDir, assetsDir, dataDir: join(work, 'data'), imports });
  if (!text.startsWith(FIRST_WORDS)) throw new Error(`The packaged worker wrote: ${text.slice(0, 100)}`);
  console.log(`The packaged worker transcribes the sample: "${text.slice(0, FIRST_WORDS.length)} ..."`);
} finally {
  await rm(work, { recursive: true, force: true });
}

/** Runs electron-builder up to the folder that installers are made of. */
async function packageApp(): Promise<{ readonly program: string; readonly resources: string }> {
  const builder = join(ROOT, 'node_modules', 'electron-builder', 'cli.js');
  const output = join(work, 'out');
  const options = ['--dir', `-c.electronDist=${await findDistribution()}`, `-c.directories.output=${output}`];
  const { status } = spawnSync(process.execPath, [builder, ...options], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    // No certificate of this computer is used.
    env: { ...process.env, CSC_IDENTITY_AUTO_DISCOVERY: 'false' },
  });
  if (status !== 0) throw new Error('electron-builder failed; run it by hand to see why.');
  const [folder] = (await readdir(output)).filter((name) => /unpacked$|^mac/.test(name));
  if (folder === undefined) throw new Error('electron-builder made no folder.');
  const unpacked = join(output, folder);
  switch (process.platform) {
    case 'darwin':
      return {
        program: join(unpacked, 'Earshot.app'),
        resources: join(unpacked, 'Earshot.app', 'Contents', 'Resources'),
      };
    case 'win32':
      return { program: join(unpacked, 'Earshot.exe'), resources: join(unpacked, 'resources') };
    default:
      return { program: join(unpacked, 'earshot'), resources: join(unpacked, 'resources') };
  }
}

async function findDistribution(): Promise<string> {
  const program = findElectron(process.env);
  if (program !== null) {
    return process.platform === 'darwin' ? join(program, '..', '..', '..', '..') : dirname(program);
  }
  if (process.platform !== 'linux') {
    throw new Error("This check needs Electron's program here. Run: npx install-electron");
  }
  console.log("Electron's program is not here; a stub takes its place.");
  const stub = join(work, 'electron');
  await makeStubElectron(stub);
  return stub;
}

async function readDependencies() {
  const text = await readFile(join(ROOT, 'package.json'), 'utf8');
  const { dependencies, devDependencies } = packageSchema.parse(JSON.parse(text));
  return { dependencies: Object.keys(dependencies), devDependencies: Object.keys(devDependencies) };
}

async function findFuseProblems(program: string): Promise<string[]> {
  const wire = await getCurrentFuseWire(program);
  return FUSES.filter(([fuse, state]) => Number(wire[fuse]) !== state).map(
    ([fuse]) => `the fuse ${FuseV1Options[fuse]} is not as it should be`,
  );
}

/** In the sandbox there is nothing but Electron to be required. */
async function checkPreload(file: string): Promise<void> {
  const source = await readFile(file, 'utf8');
  const required = [...source.matchAll(/\brequire\(([^)]*)\)/g)].map(([, name]) => name);
  if (required.join() !== '"electron"') throw new Error(`The preload requires ${required.join(', ')}.`);
}

/** Names of packages in the import declarations of the app's own modules. */
async function findImports(appDir: string, files: readonly PackagedFile[]): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const { path } of files) {
    if (!/^dist\/(worker|electron)\/.*\.js$/.test(path)) continue;
    const source = await readFile(join(appDir, path), 'utf8');
    for (const [, name = ''] of source.matchAll(BARE_IMPORT)) {
      if (name !== 'electron' && !name.startsWith('node:')) names.add(name);
    }
  }
  return [...names].sort();
}

function printSizes(files: readonly PackagedFile[], assetsBytes: number): void {
  const bytesOf = (pattern: RegExp) => sum(files.filter(({ path }) => pattern.test(path)));
  const rows: readonly (readonly [name: string, bytes: number])[] = [
    ['FFmpeg (node-av)', bytesOf(/^node_modules\/(@seydx|node-av)\//)],
    ['ONNX Runtime', bytesOf(/^node_modules\/onnxruntime-/)],
    ['other packages', bytesOf(/^node_modules\/(?!@seydx\/|node-av\/|onnxruntime-)/)],
    ['worker, main and page', bytesOf(/^dist\//)],
    ['models and sample', assetsBytes],
    ['all, without Electron', sum(files) + assetsBytes],
  ];
  for (const [name, bytes] of rows)
    console.log(`${name.padEnd(24)}${(bytes / 1e6).toFixed(1).padStart(8)} MB`);
}

function sum(files: readonly PackagedFile[]): number {
  return files.reduce((bytes, { sizeBytes }) => bytes + sizeBytes, 0);
}

async function getFolderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name))),
  );
  return sizes.reduce((bytes, { size }) => bytes + size, 0);
}
