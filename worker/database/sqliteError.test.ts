import { expect, it } from 'vitest';
import { toDatabaseError } from './sqliteError.ts';

const withCode = (errcode: number) => Object.assign(new Error('it failed'), { errcode });

it('tells a faulty disk from a full one and from too little memory', () => {
  const [IOERR_READ, IOERR_FSYNC, IOERR_SHMSIZE, IOERR_NOMEM, FULL] = [266, 1034, 4874, 3082, 13];
  const codes = [IOERR_READ, IOERR_FSYNC, IOERR_SHMSIZE, IOERR_NOMEM, FULL];
  expect(codes.map((code) => toDatabaseError(withCode(code), '/a.db'))).toMatchObject([
    { code: 'disk-failed', details: { path: '/a.db', sqliteCode: 266 } },
    { code: 'disk-failed', details: { path: '/a.db', sqliteCode: 1034 } },
    { code: 'disk-full' },
    { code: 'out-of-memory' },
    { code: 'disk-full' },
  ]);
});

it('passes on what is not of SQLite', () => {
  const bug = new TypeError('undefined is not a function');
  expect(toDatabaseError(bug, '/a.db')).toBe(bug);
});
