import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faults } from '../../../e2e/hub/faults.ts';
import { acquireFileLock } from '../../database/fileLock.ts';
import { privatePath } from '../cache/cacheLayout.ts';
import { readRef } from '../cache/readRef.ts';
import { makeFolder } from '../../lib/makeFolder.ts';
import type { DownloadStep } from './fileDownloader.ts';
import { createDownloadSetup, type DownloadSetup, REPOSITORY } from './tests/createDownloadSetup.ts';

const MODEL = Buffer.alloc(3_000_000, 'a pattern that is not a divisor of any buffer; ');
const MODEL_ETAG = createHash('sha256').update(MODEL).digest('hex');

let setup: DownloadSetup;
let commit = '';
let onStep: (step: DownloadStep, file: string | null) => void = () => undefined;
beforeEach(async () => {
  onStep = () => undefined;
  setup = await createDownloadSetup({
    downloader: {
      onStep: (step, file) => {
        onStep(step, file);
      },
    },
  });
  commit = await setup.hub.addRepository({
    id: REPOSITORY,
    files: { 'config.json': '{}', 'onnx/model.onnx': MODEL },
  });
});
afterEach(async () => {
  expect(await setup.close()).toEqual([]);
});

const ABORT = { name: 'AbortError' };
const modelOf = async () => (await setup.readSnapshot(commit, 'onnx/model.onnx')).equals(MODEL);

describe('a download that is canceled', () => {
  it.each(['folder-made', 'tree-saved', 'locked', 'opened', 'published'] as const)(
    'ends at "%s" without a ref, and is whole the next time',
    async (fatalStep) => {
      const controller = new AbortController();
      onStep = (step) => {
        if (step === fatalStep) controller.abort();
      };
      await expect(setup.download({ signal: controller.signal })).rejects.toMatchObject(ABORT);
      expect(await readdir(join(setup.repoFolder, 'refs')).catch(() => [])).toEqual([]);
      await setup.download();
      expect(await modelOf()).toBe(true);
    },
  );

  it('ends while the commit, a page of the listing or the headers of a file are waited for', async () => {
    for (const route of ['/revision/', '/tree/', '/resolve/']) {
      const controller = new AbortController();
      const handle = setup.hub.faults.add({ fault: faults.slowHeaders({ bytesPerSecond: 1 }), route });
      const stopped = setup.download({ signal: controller.signal });
      const asked = setup.hub.log.waitFor(({ target }) => target.includes(route));
      await asked;
      controller.abort();
      await expect(stopped).rejects.toMatchObject(ABORT);
      handle.remove();
      setup.hub.log.clear();
    }
  });

  it('ends while another process has the file', async () => {
    await makeFolder(privatePath(setup.repoFolder, 'locks'));
    await makeFolder(join(setup.repoFolder, 'snapshots'));
    const lock = acquireFileLock(privatePath(setup.repoFolder, 'locks', MODEL_ETAG));
    const controller = new AbortController();
    const stopped = setup.download({
      signal: controller.signal,
      onProgress: ({ completedFiles }) => {
        if (completedFiles === 1) controller.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject(ABORT);
    lock?.release();
    await setup.download();
    expect(await modelOf()).toBe(true);
  });

  it('is not begun for a signal that is aborted', async () => {
    await expect(setup.download({ signal: AbortSignal.abort() })).rejects.toMatchObject(ABORT);
    expect(setup.requests).toEqual([]);
  });
});

describe('a download whose files another tool removes', () => {
  it.each([
    ['its partial file', () => setup.partial(MODEL_ETAG)],
    ['the whole repository', () => setup.repoFolder],
  ])('begins that file anew when %s goes', async (_what, getPath) => {
    onStep = (step, file) => {
      if (step !== 'received' || file !== 'onnx/model.onnx') return;
      onStep = () => undefined;
      rmSync(getPath(), { recursive: true });
    };
    await setup.download();
    expect(await modelOf()).toBe(true);
    expect((await setup.readSnapshot(commit, 'config.json')).toString()).toBe('{}');
    expect(await readRef(setup.repoFolder, 'main')).toBe(commit);
  });
});

describe('the offline switch', () => {
  it('stops the next request of a download that runs', async () => {
    const goOffline = faults.effect({
      run: () => {
        setup.state.offline = true;
      },
    });
    setup.hub.faults.add({ fault: [goOffline, faults.reset({ afterBytes: 1_000_000 })], origin: 'cdn' });
    await expect(setup.download()).rejects.toMatchObject({ code: 'offline' });
    setup.state.offline = false;
    await setup.download();
    expect(await modelOf()).toBe(true);
  });
});
