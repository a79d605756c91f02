import { existsSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ErrorCode, hasErrorCode } from '../../contract/index.ts';
import { createRandom } from '../../lib/testRandom.ts';
import { repoFolderPath, snapshotPath } from '../../models/cache/cacheLayout.ts';
import { scanCache } from '../../models/cache/scanCache.ts';
import { COMMIT_A, COMMIT_B, writeRevision } from '../../models/cache/tests/createCache.ts';
import { useTestFolder } from '../../models/cache/tests/useTestFolder.ts';
import type { StartJob } from '../startJob.ts';
import { openTestCache } from './tests/openTestCache.ts';

const test = useTestFolder({ beforeEach, afterEach });
const OPERATIONS = 300;
const AT_ONCE = 12;
const NAMES = ['org/a', 'org/b', 'org/c'];
/** What a person may be told when several things are wanted at once. */
const EXPECTED: readonly ErrorCode[] = [
  'cache-busy',
  'model-in-use',
  'not-found',
  'invalid-request',
  'export-failed',
];

/** Whatever is done at once and in whatever order: nobody waits for ever, and what is used stays where it is. */
it.each([1, 2, 3])('keeps a cache whole that everybody works with at once (seed %i)', async (seed) => {
  const random = createRandom(seed);
  const pick = <T>(values: readonly [T, ...T[]] | readonly T[]): T =>
    values[Math.floor(random() * values.length)] as T;
  const folders = ['x', 'y', 'z'].map((name) => join(test.path, name));
  const opened = await openTestCache({ dataDir: join(test.path, 'data') });
  const { cache, service, jobs } = opened;
  /** As long as a number of file operations takes, so that what else goes on comes some way meanwhile. */
  const linger = async (most: number) => {
    for (let turn = Math.floor(random() * most); turn > 0; turn -= 1) await stat(test.path);
  };

  const download = async () => {
    const repository = pick(NAMES);
    const commit = pick([COMMIT_A, COMMIT_A, COMMIT_B]);
    const release = await cache.content.share();
    const { path } = cache.location();
    const folder = repoFolderPath(path, repository);
    const settled = await cache.deletion.share();
    const endUse = cache.inUse.begin(folder);
    settled();
    await linger(20);
    if (!existsSync(snapshotPath(folder, commit))) {
      const files = { 'm.onnx': commit };
      writeRevision(path, { repository, commit, refs: [commit.slice(0, 4)], files });
    }
    endUse();
    release();
    cache.announceChange();
  };
  const use = async () => {
    const repository = pick(NAMES);
    const release = await cache.uses.share();
    const settled = await cache.deletion.share();
    const folder = snapshotPath(repoFolderPath(cache.location().path, repository), COMMIT_A);
    const endUse = cache.inUse.begin(folder);
    settled();
    const read = () => {
      try {
        return readFileSync(join(folder, 'm.onnx'), 'utf8');
      } catch {
        return null;
      }
    };
    const before = read();
    await linger(2000);
    const after = read();
    endUse();
    release();
    if (before !== null && after === null) lost.push(folder);
  };
  const job = async (request: StartJob) => {
    const { status, error } = await opened.run(request);
    if (
      status === 'failed' &&
      !EXPECTED.concat('cache-location-refused').includes(error?.code ?? 'internal')
    ) {
      throw new Error(JSON.stringify(error));
    }
  };
  const lost: string[] = [];
  const file = () => join(test.path, `${Math.floor(random() * 3)}.tar`);
  const operations: readonly (() => Promise<unknown>)[] = [
    download,
    download,
    download,
    use,
    use,
    use,
    () => service.remove({ modelId: pick(NAMES), dryRun: false }),
    () => service.prune({ dryRun: false }),
    () => service.clear({ dryRun: false }),
    () => service.info({ withFiles: true }),
    () => service.chooseFolder(pick([null, ...folders])),
    () => job({ kind: 'move-cache', to: pick(folders) }),
    () => job({ kind: 'adopt-cache', folder: pick(folders) }),
    () => job({ kind: 'verify-models', modelId: null, repair: false }),
    () => job({ kind: 'export-models', modelIds: [pick(NAMES)], file: file(), overwrite: true }),
    () => job({ kind: 'import-models', file: file() }),
    async () => {
      const running = jobs.list().find(({ status }) => status === 'running' || status === 'queued');
      if (running !== undefined) await jobs.cancel(running.jobId);
    },
  ];

  let left = OPERATIONS;
  const work = async (): Promise<void> => {
    for (; left > 0; left -= 1) {
      try {
        await pick(operations)();
      } catch (error) {
        const isExpected = [...EXPECTED, 'cache-location-refused' as const].some((code) =>
          hasErrorCode(error, code),
        );
        if (!isExpected) throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  expect(lost).toEqual([]);
  expect([cache.content.tryOwn(), cache.uses.tryOwn()]).not.toContain(null);
  for (const cacheDir of [join(test.path, 'data', 'models'), ...folders]) {
    const { warnings, orphanBytes, partialBytes } = await scanCache({ cacheDir });
    expect([cacheDir, warnings, orphanBytes, partialBytes]).toEqual([cacheDir, [], 0, 0]);
  }
  await opened.close();
});
