import { openSync } from 'node:fs';
import { expect, it } from 'vitest';
import { toFileError } from './toFileError.ts';

const withCode = (code: string) => Object.assign(new Error(`${code}: it failed`), { code });

it('names what a person can do something about, and keeps the cause', () => {
  const codes = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT'];
  expect(codes.map((code) => toFileError(withCode(code), '/a'))).toMatchObject([
    { code: 'permission-denied', details: { path: '/a', systemCode: 'EACCES' }, cause: { code: 'EACCES' } },
    { code: 'permission-denied', details: { path: '/a', systemCode: 'EPERM' } },
    { code: 'permission-denied', details: { path: '/a', systemCode: 'EROFS' } },
    { code: 'disk-full', details: { path: '/a', systemCode: 'ENOSPC' } },
    { code: 'disk-full', details: { path: '/a', systemCode: 'EDQUOT' } },
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
