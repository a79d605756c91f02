import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { syncFolder } from './syncFolder.ts';

it('takes a folder', async () => {
  await expect(syncFolder(tmpdir())).resolves.toBeUndefined();
});

it.runIf(process.platform !== 'win32')('says when there is no folder', async () => {
  await expect(syncFolder('/nowhere')).rejects.toMatchObject({ code: 'ENOENT' });
});

it.runIf(process.platform === 'linux')(
  'leaves a folder alone whose file system does not do this: fsync of one says EINVAL in /proc, as on old network disks',
  async () => {
    await expect(syncFolder('/proc')).resolves.toBeUndefined();
  },
);
