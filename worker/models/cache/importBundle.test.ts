import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BundleManifest, MANIFEST_NAME } from './bundleManifest.ts';
import { exportBundle } from './exportBundle.ts';
import { importBundle } from './importBundle.ts';
import { scanCache } from './scanCache.ts';
import { createTarHeader, TAR_BLOCK_BYTES } from './tarHeader.ts';
import { COMMIT_A, COMMIT_B, writeRevision } from './tests/createCache.ts';
import { forgeBundle } from './tests/forgeBundle.ts';
import { useTestFolder } from './tests/useTestFolder.ts';

const test = useTestFolder({ beforeEach, afterEach });
const never = new AbortController().signal;
const FILES = {
  'config.json': '{}',
  'onnx/model.onnx': 'weights'.repeat(300),
  'twin.onnx': 'weights'.repeat(300),
};
let source: string;
let target: string;
let file: string;

describe('a damaged or hostile bundle is refused before anything is written:', () => {
  beforeEach(async () => {
    target = join(test.path, 'air', 'gap');
    file = join(test.path, 'models.tar');
    source = join(test.path, 'source');
    writeRevision(source, { repository: 'org/name', commit: COMMIT_A, refs: ['main'], files: FILES });
    await exportAgain();
  });

  async function exportAgain(): Promise<void> {
    const { repositories } = await scanCache({ cacheDir: source });
    const sources = repositories.map((repository) => ({ repository, commit: COMMIT_A }));
    await exportBundle({ sources, file, overwrite: true, signal: never });
  }

  function forge(change: Parameters<typeof forgeBundle>[1]): void {
    forgeBundle(file, change);
  }

  async function expectRefused(reason: string): Promise<void> {
    await expect(importBundle({ file, cacheDir: target, signal: never })).rejects.toMatchObject({
      code: 'bundle-damaged',
      details: { path: file, reason },
    });
    expect(existsSync(join(test.path, 'air'))).toBe(false);
  }

  it('another file', async () => {
    for (const content of ['', 'x', 'x'.repeat(10_000), Buffer.alloc(10_000)]) {
      writeFileSync(file, content);
      await expectRefused('not-a-bundle');
    }
  });

  it('a folder, a pipe, and a file that is not there', async () => {
    rmSync(file);
    const bystander = join(test.path, 'bystander.txt');
    writeFileSync(bystander, '');
    await expect(importBundle({ file, cacheDir: target, signal: never })).rejects.toMatchObject({
      code: 'not-found',
    });
    for (const nowhere of [join(bystander, 'below'), join(test.path, 'x'.repeat(300))]) {
      await expect(importBundle({ file: nowhere, cacheDir: target, signal: never })).rejects.toMatchObject({
        code: 'not-found',
        details: { kind: 'file', id: nowhere },
      });
    }
    mkdirSync(file);
    await expectRefused('not-a-bundle');
    rmdirSync(file);
    execFileSync('mkfifo', [file]);
    await expectRefused('not-a-bundle');
  });

  it('a bundle cut off anywhere, or with something after its end', async () => {
    const { length } = readFileSync(file);
    for (const size of [length - 1, length - 1024, length - 1025, 3000, 600, TAR_BLOCK_BYTES]) {
      truncateSync(file, size);
      await expectRefused('damaged');
    }
    truncateSync(file, TAR_BLOCK_BYTES - 1);
    await expectRefused('not-a-bundle');
    await exportAgain();
    appendFileSync(file, Buffer.alloc(TAR_BLOCK_BYTES));
    await expectRefused('damaged');
  });

  it('a changed byte in content or header', async () => {
    const bundle = readFileSync(file);
    const content = bundle.indexOf('weights');
    for (const at of [
      content,
      content + 2000,
      content - TAR_BLOCK_BYTES + 3,
      content - TAR_BLOCK_BYTES + 156,
    ]) {
      const changed = Buffer.from(bundle);
      changed.writeUInt8((changed[at] ?? 0) ^ 1, at);
      writeFileSync(file, changed);
      await expectRefused('damaged');
    }
  });

  it('a version that is not known yet', async () => {
    forge((manifest) => ({ ...manifest, version: 2 }));
    await expectRefused('newer');
  });

  it('a manifest of endless size', async () => {
    const header = createTarHeader(MANIFEST_NAME, 4_000_000_000);
    writeFileSync(file, Buffer.concat([header, readFileSync(file)]));
    await expectRefused('unsafe');
  });

  const inRepository = (change: object) => (manifest: BundleManifest) => ({
    ...manifest,
    repositories: manifest.repositories.map((entry) => ({ ...entry, ...change })),
  });
  const withPath = (path: string) => (manifest: BundleManifest) => {
    const [first] = manifest.blobs;
    return inRepository({ tree: null, files: [{ path, etag: first?.etag ?? '' }] })({
      ...manifest,
      blobs: manifest.blobs.slice(0, 1),
    });
  };

  it.each<[string, (manifest: BundleManifest, blobs: Buffer[]) => unknown]>([
    ['a repository that leaves the cache', inRepository({ repository: '../../x' })],
    ['a commit that leaves the repository', inRepository({ commit: '../../../../x' })],
    ['a ref that leaves the repository', inRepository({ refs: ['../../x'] })],
    ['a ref that looks like a commit', inRepository({ refs: [COMMIT_B] })],
    ['a type that is none', inRepository({ type: 'bucket' })],
    ['a path upwards', withPath('../../../x')],
    ['an absolute path', withPath('/etc/passwd')],
    ['a path with a drive', withPath('C:\\x')],
    ['a path with NUL', withPath('a\0b')],
    ['a field that is not ours', (manifest) => ({ ...manifest, script: 'x' })],
    ['no models', (manifest) => ({ ...manifest, repositories: [] })],
    [
      'the same revision twice',
      ({ repositories, ...rest }) => ({ ...rest, repositories: [...repositories, ...repositories] }),
    ],
    ['the same blob twice', ({ blobs, ...rest }) => ({ ...rest, blobs: [...blobs, ...blobs] })],
    ['a tree that says otherwise', inRepository({ tree: '{"format_version":1,"files":{}}' })],
    ['a tree that is none', inRepository({ tree: '[]' })],
    [
      'files without content',
      (manifest, contents) => {
        contents.length = 0;
        return { ...manifest, blobs: [] };
      },
    ],
    ['blobs without a file', inRepository({ tree: null, files: [] })],
    [
      'a blob name that leaves the folder',
      ({ blobs, ...rest }) => ({
        ...rest,
        blobs: blobs.map((blob) => ({ ...blob, etag: '../x' })),
      }),
    ],
    [
      'a negative size',
      ({ blobs, ...rest }) => ({ ...rest, blobs: blobs.map((blob) => ({ ...blob, sizeBytes: -1 })) }),
    ],
  ])('%s', async (_name, change) => {
    forge(change);
    await expectRefused('unsafe');
  });

  it('content that has the git hash of the manifest but not its SHA-256', async () => {
    const wrong = createHash('sha256').update('other').digest('hex');
    forge(({ blobs, ...rest }) => ({
      ...rest,
      blobs: blobs.map((blob) => (blob.etag.length === 40 ? { ...blob, sha256: wrong } : blob)),
    }));
    await expectRefused('damaged');
  });

  it('sizes that add up to another file', async () => {
    forge((manifest) => ({
      ...manifest,
      repositories: manifest.repositories.map((entry) => ({ ...entry, tree: null })),
      blobs: manifest.blobs.map((blob) => ({ ...blob, sizeBytes: blob.sizeBytes + 512 })),
    }));
    await expectRefused('damaged');
  });
});
