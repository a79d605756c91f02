/**
 * Checks against the real `huggingface_hub` that Python accepts what Earshot downloads and the other way round:
 * `node checkHubInterop.ts PYTHON`, with a Python that has the package (`pip install huggingface_hub`). Not part of the
 * test suite, which needs no Python; continuous integration runs it. Exits with 1 when the two do not agree.
 */
import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTestHub } from '../../../../e2e/hub/createTestHub.ts';

const REPOSITORY = 'org/name';
const TAG = '0a1b2c3d';
const [python = 'python3'] = process.argv.slice(2);
const run = promisify(execFile);

const hub = await createTestHub();
const commit = await hub.addRepository({
  id: REPOSITORY,
  files: {
    'config.json': '{}',
    'onnx/model.onnx': Buffer.alloc(3_000_000, 'weights'),
    'a/b/c.txt': 'deep',
    empty: '',
  },
});
const sandbox = await mkdtemp(join(tmpdir(), 'earshot-interop-'));
const ours = join(sandbox, 'ours');
const theirs = join(sandbox, 'theirs');

const env = { ...process.env, HF_ENDPOINT: hub.endpoint, HF_HUB_DISABLE_XET: '1', HF_HOME: sandbox };

async function runPython(code: string): Promise<unknown> {
  const script = `import json, sys, huggingface_hub as hub\nprint("\\n" + json.dumps(${code}))`;
  const { stdout } = await run(python, ['-c', script], { env });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

/** The command `hf cache`; throws when it ends with another code than 0. */
async function runCacheCommand(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(python, ['-m', 'huggingface_hub.cli.hf', 'cache', ...args], { env });
  return stdout;
}

async function runEarshot(cacheDir: string): Promise<void> {
  const script = fileURLToPath(new URL('./downloadProcess.ts', import.meta.url));
  const { stdout } = await run(process.execPath, [script, hub.endpoint, cacheDir, REPOSITORY, TAG]);
  assert.deepEqual(JSON.parse(stdout), { commit });
}

const quote = JSON.stringify;
const folderIn = (cacheDir: string) => join(cacheDir, 'models--org--name', 'snapshots', commit);
const downloadedFiles = () => hub.log.requests.filter(({ path }) => path.includes('/resolve/')).length;
try {
  await runEarshot(ours);
  const scan = `(lambda i: [[str(w) for w in i.warnings], i.size_on_disk, [r.nb_files for r in i.repos]])(hub.scan_cache_dir(${quote(ours)}))`;
  assert.deepEqual(await runPython(scan), [[], 3_000_006, [4]]);
  assert.match(await runCacheCommand('ls', '--cache-dir', ours), /org\/name/);
  await runCacheCommand('verify', REPOSITORY, '--cache-dir', ours);
  const file = `hub.hf_hub_download(${quote(REPOSITORY)}, 'a/b/c.txt', cache_dir=${quote(ours)}, local_files_only=True)`;
  assert.equal(await runPython(file), join(folderIn(ours), 'a', 'b', 'c.txt'));
  const offline = `hub.snapshot_download(${quote(REPOSITORY)}, cache_dir=${quote(ours)}, local_files_only=True)`;
  assert.equal(await runPython(offline), folderIn(ours));
  hub.log.clear();
  const online = (cacheDir: string) =>
    `hub.snapshot_download(${quote(REPOSITORY)}, cache_dir=${quote(cacheDir)})`;
  assert.equal(await runPython(online(ours)), folderIn(ours));
  assert.equal(downloadedFiles(), 0, 'Python downloads again what Earshot downloaded.');

  assert.equal(await runPython(online(theirs)), folderIn(theirs));
  hub.log.clear();
  await runEarshot(theirs);
  assert.equal(downloadedFiles(), 0, 'Earshot downloads again what Python downloaded.');
  const trees = await readdir(join(theirs, 'models--org--name', 'trees'));
  assert.deepEqual(trees, [`${commit}.json`]);

  // Both at once in one cache: neither breaks what the other does.
  const both = join(sandbox, 'both');
  await Promise.all([runEarshot(both), runPython(online(both))]);
  await runCacheCommand('verify', REPOSITORY, '--cache-dir', both);
  const blobs = await readdir(join(both, 'models--org--name', 'blobs'));
  assert.deepEqual(
    blobs.filter((name) => !/^[0-9a-f]{40,64}$/.test(name)),
    [],
  );
  process.stdout.write(
    `Python's huggingface_hub ${quote(await runPython('hub.__version__'))} and Earshot agree.\n`,
  );
} finally {
  await hub.close();
  await rm(sandbox, { recursive: true, force: true });
}
