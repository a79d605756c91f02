import { execFile } from 'node:child_process';
import { openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { toFileError } from './toFileError.ts';

const withCode = (code: string) => Object.assign(new Error(`${code}: it failed`), { code });

it('names what a person can do something about, and keeps the cause', () => {
  const codes = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'EIO', 'EMFILE', 'ENFILE'];
  expect(codes.map((code) => toFileError(withCode(code), '/a'))).toMatchObject([
    { code: 'permission-denied', details: { path: '/a', systemCode: 'EACCES' }, cause: { code: 'EACCES' } },
    { code: 'permission-denied', details: { path: '/a', systemCode: 'EPERM' } },
    { code: 'permission-denied', details: { path: '/a', systemCode: 'EROFS' } },
    { code: 'disk-full', details: { path: '/a', systemCode: 'ENOSPC' } },
    { code: 'disk-full', details: { path: '/a', systemCode: 'EDQUOT' } },
    { code: 'disk-failed', details: { path: '/a', systemCode: 'EIO' } },
    { code: 'too-many-open-files', details: { path: '/a', systemCode: 'EMFILE' } },
    { code: 'too-many-open-files', details: { path: '/a', systemCode: 'ENFILE' } },
  ]);
});

it('passes everything else on as it is', () => {
  const others: unknown[] = [new Error('x'), withCode('ENOENT'), 'text', null, undefined];
  try {
    openSync('/no/such/folder/file', 'r');
  } catch (error) {
    others.push(error);
  }
  expect(others).toHaveLength(6);
  for (const other of others) expect(toFileError(other, '/a')).toBe(other);
});

it('knows what the system says when no more files may be open', async () => {
  const script = `
    import { openSync } from 'node:fs';
    import { atomicWriteFile } from ${JSON.stringify(new URL('./atomicWriteFile.ts', import.meta.url).href)};
    const open = [];
    try {
      for (;;) open.push(openSync(process.execPath, 'r'));
    } catch {
      // No more may be open now.
    }
    const { code, details } = await atomicWriteFile(${JSON.stringify(join(tmpdir(), 'earshot-never-written'))}, '').catch((error) => error);
    console.log(code, details.systemCode);`;
  const command = ['-c', 'ulimit -n 100 && exec "$0" --input-type=module -e "$1"', process.execPath, script];
  const { stdout } = await promisify(execFile)('sh', command);
  expect(stdout).toBe('too-many-open-files EMFILE\n');
});
