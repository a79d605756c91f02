import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { copyDurably } from './copyDurably.ts';
import { exportBundle } from './exportBundle.ts';
import { publish } from './publishMove.ts';
import { scanCache } from './scanCache.ts';
import { stagingFolder } from './stageMove.ts';
import { COMMIT_A, writeRevision } from './tests/createCache.ts';
import { useTestFolder } from './tests/useTestFolder.ts';

const refused = vi.hoisted(() => new Set<string>());

/** Each file is open for a moment when it is to be renamed, as virus scanners and indexers of Windows do with new ones. */
vi.mock(import('node:fs/promises'), async (importOriginal) => {
  const real = await importOriginal();
  const rename: typeof real.rename = async (from, to) => {
    if (refused.has(String(from))) return real.rename(from, to);
    refused.add(String(from));
    throw Object.assign(new Error('EPERM: operation not permitted, rename'), { code: 'EPERM' });
  };
  return { ...real, rename };
});

const test = useTestFolder({ beforeEach, afterEach });
const { signal } = new AbortController();
const { platform } = process;
beforeEach(() => {
  refused.clear();
  Object.defineProperty(process, 'platform', { value: 'win32' });
});
afterEach(() => {
  Object.defineProperty(process, 'platform', { value: platform });
});

describe('where a new file is open for a moment', () => {
  it('is copied all the same', async () => {
    const [from, to] = [join(test.path, 'a'), join(test.path, 'b')];
    writeFileSync(from, 'sound');
    await copyDurably(from, to, { part: `${to}.part`, signal, onBytes: () => undefined });
    expect(readFileSync(to, 'utf8')).toBe('sound');
  });

  it('is a bundle all the same', async () => {
    writeRevision(test.path, { repository: 'org/name', commit: COMMIT_A, files: { 'a.bin': 'a' } });
    const [repository] = (await scanCache({ cacheDir: test.path })).repositories;
    if (repository === undefined) throw new Error('There is no repository.');
    const file = join(test.path, 'models.earshot');
    await exportBundle({ sources: [{ repository, commit: COMMIT_A }], file, overwrite: false, signal });
    expect(readFileSync(file).length).toBeGreaterThan(0);
  });

  it('is published with the folder that it is in', async () => {
    const staged = join(stagingFolder(test.path), 'models--org--name', 'blobs');
    mkdirSync(staged, { recursive: true });
    writeFileSync(join(staged, 'a'), 'a');
    const actions = [{ path: 'models--org--name', kind: 'place' }] as const;
    await publish(test.path, { entries: [], actions: [...actions] }, () => undefined);
    expect(readFileSync(join(test.path, 'models--org--name', 'blobs', 'a'), 'utf8')).toBe('a');
  });
});
