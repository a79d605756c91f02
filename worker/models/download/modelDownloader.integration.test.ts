import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faults } from '../../../e2e/hub/faults.ts';
import { refPath, snapshotPath, treePath } from '../cache/cacheLayout.ts';
import type { DownloadModelRequest } from './modelDownloader.ts';
import { createDownloadSetup, type DownloadSetup, REPOSITORY, TAG } from './tests/createDownloadSetup.ts';

const MODEL = Buffer.alloc(3_000_000, 'a pattern that is not a divisor of any buffer; ');
const MODEL_ETAG = createHash('sha256').update(MODEL).digest('hex');
const CONFIG = '{"model_type":"whisper"}';
const FILES = { 'config.json': CONFIG, 'onnx/model.onnx': MODEL, 'a b#c?d%.txt': 'odd name', empty: '' };

let setup: DownloadSetup;
let commit = '';
beforeEach(async () => {
  setup = await createDownloadSetup();
  commit = await setup.hub.addRepository({ id: REPOSITORY, files: FILES });
});
afterEach(async () => {
  expect(await setup.close()).toEqual([]);
});

const modelRoute = 'onnx/model.onnx';

describe('createModelDownloader', () => {
  it('downloads all files of one commit and lets the revision point to it', async () => {
    const { folder, files } = await setup.download();
    expect(folder).toBe(snapshotPath(setup.repoFolder, commit));
    expect(files.map(({ path }) => path).sort()).toEqual(Object.keys(FILES).sort());
    for (const [path, content] of Object.entries(FILES)) {
      expect((await setup.readSnapshot(commit, path)).equals(Buffer.from(content))).toBe(true);
    }
    expect(await readlink(join(folder, 'onnx', 'model.onnx'))).toBe(`../../../blobs/${MODEL_ETAG}`);
    expect(await readFile(refPath(setup.repoFolder, 'main'), 'utf8')).toBe(commit);
    const tree: unknown = JSON.parse(await readFile(treePath(setup.repoFolder, commit), 'utf8'));
    expect(tree).toMatchObject({
      format_version: 1,
      files: { 'onnx/model.onnx': { size: MODEL.length, lfs_sha256: MODEL_ETAG, lfs_size: MODEL.length } },
    });
    expect((await readdir(join(setup.repoFolder, 'blobs'))).every((name) => /^[0-9a-f]+$/.test(name))).toBe(
      true,
    );
    expect(setup.hub.log.bytesSentOf(MODEL_ETAG)).toBe(MODEL.length);
  });

  it('fetches nothing again, and needs the hub only for the commit of a branch', async () => {
    await setup.download();
    setup.hub.log.clear();
    await setup.download();
    expect(setup.hub.log.requests.map(({ path }) => path)).toEqual([
      `/api/models/${REPOSITORY}/revision/main`,
    ]);
    setup.hub.log.clear();
    await setup.download({ revision: commit });
    expect(setup.hub.log.requests).toEqual([]);
  });

  it('makes no request while offline, and uses what is there', async () => {
    setup.state.offline = true;
    await expect(setup.download()).rejects.toMatchObject({ code: 'offline' });
    expect(setup.requests).toEqual([]);
    setup.state.offline = false;
    await setup.download();
    setup.state.offline = true;
    setup.requests.length = 0;
    expect((await setup.download()).commit).toBe(commit);
    expect(setup.requests).toEqual([]);
  });

  it('writes every request to the ledger', async () => {
    await setup.download();
    expect(setup.requests.map(({ host, purpose }) => ({ host, purpose }))).toHaveLength(
      setup.hub.log.requests.length,
    );
    expect(new Set(setup.requests.map(({ purpose }) => purpose))).toEqual(
      new Set(['resolve-revision', 'list-files', 'download']),
    );
    expect(new Set(setup.requests.map(({ host }) => host))).toEqual(
      new Set([new URL(setup.hub.endpoint).host, new URL(setup.hub.cdn).host]),
    );
  });

  it('says what a repository lacks before anything is downloaded', async () => {
    const select = () => ({ files: [], missing: ['onnx/encoder_model.onnx', 'tokenizer.json'] });
    await expect(setup.download({ select })).rejects.toMatchObject({
      code: 'model-incompatible',
      details: { file: 'onnx/encoder_model.onnx, tokenizer.json', repository: REPOSITORY, commit },
    });
    expect(await readdir(setup.cacheDir).catch(() => 'nothing')).toBe('nothing');
  });

  it('plans without writing: what would come, and what would not', async () => {
    const { plan } = setup.createDownloader();
    const totalBytes = MODEL.length + CONFIG.length + 8;
    expect(await plan(setup.request())).toMatchObject({ commit, totalBytes, missingBytes: totalBytes });
    expect(await readdir(setup.cacheDir).catch(() => 'nothing')).toBe('nothing');
    const select: DownloadModelRequest['select'] = (files) => ({
      files: files.filter(({ path }) => path !== 'onnx/model.onnx'),
      missing: [],
    });
    await setup.download({ select });
    const rest = await plan(setup.request());
    expect(rest).toMatchObject({ totalBytes, missingBytes: MODEL.length });
    expect(rest.allFiles).toHaveLength(4);
  });

  it('says that the disk is too small before anything is downloaded', async () => {
    const other = await createDownloadSetup({ downloader: { readFreeBytes: async () => 200_000_000 } });
    await other.hub.addRepository({ id: REPOSITORY, files: FILES });
    await expect(other.download()).rejects.toMatchObject({
      code: 'disk-full',
      details: { freeBytes: 200_000_000, missingBytes: 3_000_000 + CONFIG.length + 8 },
    });
    expect(other.hub.log.requests.every(({ path }) => path.startsWith('/api/'))).toBe(true);
    await other.close();
  });

  it('reports progress up to the end, speed and files included', async () => {
    const seen: number[] = [];
    let last: unknown;
    await setup.download({
      onProgress: (progress) => {
        seen.push(progress.receivedBytes);
        last = progress;
      },
    });
    const totalBytes = MODEL.length + CONFIG.length + 8;
    expect(last).toMatchObject({ receivedBytes: totalBytes, totalBytes, completedFiles: 4, totalFiles: 4 });
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  it('goes on where a connection broke off', async () => {
    for (const [index, afterBytes] of [0, 1, 1_000_000, -1].entries()) {
      setup.hub.faults.add({ fault: faults.reset({ afterBytes }), origin: 'cdn', nth: index + 1 });
    }
    await setup.download();
    expect((await setup.readSnapshot(commit, 'onnx/model.onnx')).equals(MODEL)).toBe(true);
    expect(setup.waits).toHaveLength(4);
  });

  it('goes on after a restart where the last process was told to stop', async () => {
    setup.hub.faults.add({ fault: faults.stall({ atFraction: 0.5 }), origin: 'cdn' });
    const controller = new AbortController();
    const stopped = setup.download({
      signal: controller.signal,
      onProgress: ({ receivedBytes }) => {
        if (receivedBytes >= 1_400_000) controller.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    const kept = (await stat(setup.partial(MODEL_ETAG))).size;
    expect(kept).toBeGreaterThan(1_000_000);
    expect(await readdir(join(setup.repoFolder, 'refs')).catch(() => [])).toEqual([]);
    setup.hub.log.clear();
    await setup.createDownloader().download(setup.request());
    const ranges = setup.hub.log.requests.flatMap(({ headers }) => headers.range ?? []);
    expect(new Set(ranges)).toEqual(new Set([`bytes=${kept}-`]));
    expect(setup.hub.log.bytesSentOf(MODEL_ETAG)).toBe(MODEL.length - kept);
    expect(setup.hub.log.requests.at(-1)?.headers['if-range']).toMatch(/^"[0-9a-f]{64}"$/);
  });

  it('finds a partial download that was damaged on the disk, and begins anew', async () => {
    setup.hub.faults.add({ fault: faults.stall({ atFraction: 0.5 }), origin: 'cdn' });
    const controller = new AbortController();
    await setup
      .download({
        signal: controller.signal,
        onProgress: ({ receivedBytes }) => {
          if (receivedBytes >= 1_400_000) controller.abort();
        },
      })
      .catch(() => undefined);
    const damaged = await readFile(setup.partial(MODEL_ETAG));
    damaged[5] = (damaged[5] ?? 0) ^ 1;
    await writeFile(setup.partial(MODEL_ETAG), damaged);
    await setup.download();
    expect((await setup.readSnapshot(commit, 'onnx/model.onnx')).equals(MODEL)).toBe(true);
  });

  it('begins anew when the partial download is shorter than its record says', async () => {
    setup.hub.faults.add({ fault: faults.stall({ atFraction: 0.5 }), origin: 'cdn' });
    const controller = new AbortController();
    await setup
      .download({
        signal: controller.signal,
        onProgress: ({ receivedBytes }) => {
          if (receivedBytes >= 1_400_000) controller.abort();
        },
      })
      .catch(() => undefined);
    await truncate(setup.partial(MODEL_ETAG), 100);
    setup.hub.log.clear();
    await setup.download();
    expect(setup.hub.log.requests.flatMap(({ headers }) => headers.range ?? [])).toEqual([]);
  });

  it('replaces a blob that is damaged, and links it again', async () => {
    await setup.download();
    await writeFile(setup.blob(MODEL_ETAG), Buffer.alloc(MODEL.length));
    await setup.createDownloader().download(setup.request());
    expect((await setup.readSnapshot(commit, 'onnx/model.onnx')).equals(MODEL)).toBe(true);
    expect(await readdir(join(setup.repoFolder, '.earshot', 'damaged'))).toEqual([]);
  });

  it('uses a file that another tool put into the snapshot without a blob', async () => {
    await setup.download();
    const path = snapshotPath(setup.repoFolder, commit, 'onnx/model.onnx');
    await rm(path);
    await rm(setup.blob(MODEL_ETAG));
    await writeFile(path, MODEL);
    setup.hub.log.clear();
    await setup.download();
    expect(setup.hub.log.bytesSentOf(MODEL_ETAG)).toBe(0);
  });

  it('makes second names of blobs where links are switched off', async () => {
    const other = await createDownloadSetup({ downloader: { disableSymlinks: true } });
    const otherCommit = await other.hub.addRepository({ id: REPOSITORY, files: FILES });
    await other.download();
    const path = snapshotPath(other.repoFolder, otherCommit, 'onnx/model.onnx');
    expect((await lstat(path)).isSymbolicLink()).toBe(false);
    expect((await stat(path)).ino).toBe((await stat(other.blob(MODEL_ETAG))).ino);
    other.hub.log.clear();
    await other.download({ revision: otherCommit });
    expect(other.hub.log.requests).toEqual([]);
    expect(await other.findViolations()).toEqual([]);
    await other.close();
  });

  it('shares one download among all that ask, and cancels it when the last one leaves', async () => {
    setup.hub.faults.add({ fault: faults.slowBody({ bytesPerSecond: 6_000_000 }), origin: 'cdn' });
    const leaving = new AbortController();
    const first = setup.download({
      signal: leaving.signal,
      onProgress: ({ receivedBytes }) => {
        if (receivedBytes > 500_000) leaving.abort();
      },
    });
    const others = [setup.download(), setup.download(), setup.download()];
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    await Promise.all(others);
    expect(setup.hub.log.bytesSentOf(MODEL_ETAG)).toBe(MODEL.length);
  });

  it('leaves the partial downloads of other tools alone', async () => {
    await setup.download({
      select: (files) => ({ files: files.filter((f) => f.path === 'empty'), missing: [] }),
    });
    const foreign = [`${MODEL_ETAG}.incomplete`, `${MODEL_ETAG}.ffffffff.incomplete`];
    for (const name of foreign) await writeFile(join(setup.repoFolder, 'blobs', name), 'foreign');
    await setup.download();
    for (const name of foreign) {
      expect(await readFile(join(setup.repoFolder, 'blobs', name), 'utf8')).toBe('foreign');
    }
    const left = (await readdir(join(setup.repoFolder, 'blobs'))).filter((name) => name.includes(TAG));
    expect(left).toEqual([]);
  });

  it('keeps to one commit while the branch moves, and has the old one until the new one is whole', async () => {
    await setup.download();
    const next = await setup.hub.commit(REPOSITORY, { 'onnx/model.onnx': Buffer.alloc(2_000_000, 'new') });
    setup.hub.faults.add({
      fault: faults.moveBranch({ id: REPOSITORY, changes: { later: 'x' } }),
      route: modelRoute,
    });
    setup.hub.faults.add({ fault: faults.status({ status: 403 }), origin: 'cdn', times: 50 });
    await expect(setup.download()).rejects.toMatchObject({ code: 'network-unreachable' });
    expect(await readFile(refPath(setup.repoFolder, 'main'), 'utf8')).toBe(commit);
    setup.hub.faults.clear();
    setup.hub.faults.add({
      fault: faults.moveBranch({ id: REPOSITORY, changes: { more: 'y' } }),
      route: modelRoute,
    });
    const now = setup.hub.repository(REPOSITORY).refs.get('main');
    expect(now).not.toBe(next);
    expect((await setup.download()).commit).toBe(now);
    expect(await readFile(refPath(setup.repoFolder, 'main'), 'utf8')).toBe(now);
  });
});
