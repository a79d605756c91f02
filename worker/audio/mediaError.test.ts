import {
  AVERROR_EACCES,
  AVERROR_EINVAL,
  AVERROR_EIO,
  AVERROR_ENOENT,
  AVERROR_ENOMEM,
  AVERROR_INVALIDDATA,
} from 'node-av/constants';
import { expect, it } from 'vitest';
import { ffmpegError, fileError } from './mediaError.ts';

it.each([
  ['ENOENT', 'media-missing', {}],
  ['ENOTDIR', 'media-missing', {}],
  ['ENAMETOOLONG', 'media-missing', {}],
  ['ERR_INVALID_ARG_VALUE', 'media-missing', {}],
  ['EACCES', 'permission-denied', {}],
  ['EPERM', 'permission-denied', {}],
  ['EISDIR', 'media-unreadable', { reason: 'directory' }],
  ['EIO', 'disk-failed', { systemCode: 'EIO' }],
  ['EMFILE', 'too-many-open-files', { systemCode: 'EMFILE' }],
  ['ELOOP', 'media-unreadable', { reason: 'read-failed', systemCode: 'ELOOP' }],
])('says what %s from the file system means', (systemCode, code, details) => {
  const cause = Object.assign(new Error('failed'), { code: systemCode });
  expect(fileError('/a.wav', cause)).toMatchObject({ code, details: { path: '/a.wav', ...details }, cause });
});

it('passes on what is no failure of the file system', () => {
  const bug = new TypeError('undefined is not a function');
  expect(fileError('/a.wav', bug)).toBe(bug);
});

it.each([
  [AVERROR_ENOENT, 'media-missing', {}],
  [AVERROR_EACCES, 'permission-denied', {}],
  [AVERROR_ENOMEM, 'out-of-memory', {}],
  [AVERROR_EIO, 'media-unreadable', { reason: 'read-failed' }],
  [AVERROR_EINVAL, 'media-unreadable', { reason: 'unsupported' }],
  [AVERROR_INVALIDDATA, 'media-unreadable', { reason: 'unrecognized' }],
])('says what %i from FFmpeg means', (result, code, details) => {
  expect(ffmpegError('/a.wav', result)).toMatchObject({ code, details: { path: '/a.wav', ...details } });
});
