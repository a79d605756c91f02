import { describe, expect, it } from 'vitest';
import type { FreedReport } from '../contract/index.ts';
import type { RpcHandlers } from '../rpc/server.ts';
import { runWithHandlers as run } from './tests/runTestCommand.ts';

describe('deleting', () => {
  const REPORT: FreedReport = {
    freedBytes: 145_330_112,
    items: [{ kind: 'model', name: 'whisper-base', sizeBytes: 145_330_112 }],
    isDryRun: true,
    isComplete: true,
    left: [],
  };
  function removing(done: Partial<FreedReport> = {}) {
    const asked: boolean[] = [];
    const handlers: Partial<RpcHandlers> = {
      'models.remove': ({ dryRun }) => {
        asked.push(dryRun);
        return dryRun ? REPORT : { ...REPORT, isDryRun: false, ...done };
      },
    };
    return { asked, handlers };
  }

  it('names every byte, asks, and deletes when the person agrees', async () => {
    const { asked, handlers } = removing();
    const result = await run('models remove whisper-base', handlers, { answer: 'y' });
    expect(result).toMatchObject({
      exitCode: 0,
      stdout: 'Freed 145 MB (145,330,112 bytes).\n',
      stderr: [
        'model  whisper-base  145 MB',
        'This frees 145 MB (145,330,112 bytes) and cannot be undone.',
        'Delete it? [y/N] ',
      ].join('\n'),
    });
    expect(asked).toEqual([true, false]);
  });

  it('deletes nothing when the person does not agree, or nobody can be asked', async () => {
    const { asked, handlers } = removing();
    expect(await run('models remove whisper-base', handlers, { answer: 'n' })).toMatchObject({
      exitCode: 3,
      stdout: '',
    });
    expect(await run('models remove whisper-base', handlers)).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await run('models remove whisper-base --dry-run', handlers)).toMatchObject({ exitCode: 0 });
    expect(asked).toEqual([true, true, true]);
  });

  it('names what could not be removed, and ends with 4', async () => {
    const { handlers } = removing({ isComplete: false, left: [{ path: '/m/blob', code: 'EBUSY' }] });
    const { exitCode, stderr } = await run('models remove whisper-base --yes --quiet', handlers);
    expect(exitCode).toBe(4);
    expect(stderr).toContain('earshot: "/m/blob" could not be removed (EBUSY).\n');
  });

  it('says so when there is nothing to delete', async () => {
    const empty = { ...REPORT, freedBytes: 0, items: [] };
    const result = await run('models prune', { 'cache.prune': () => empty });
    expect(result).toMatchObject({ exitCode: 0, stdout: '' });
    expect(result.stderr).toMatch(/^There is nothing to delete\./);
  });
});
