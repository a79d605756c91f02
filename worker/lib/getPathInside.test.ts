import { posix, win32 } from 'node:path';
import { expect, it } from 'vitest';
import { getPathInside } from './getPathInside.ts';

it.each([
  [posix, '/data/uploads', '/data/uploads/ab/talk.wav', ['ab', 'talk.wav']],
  [posix, '/data/uploads', '/data/uploads/../uploads/talk.wav', ['talk.wav']],
  [posix, '/data/uploads', '/data/uploads/..talk.wav', ['..talk.wav']],
  [posix, '/data/uploads', '/data/uploads', null],
  [posix, '/data/uploads', '/data/uploads2/talk.wav', null],
  [posix, '/data/uploads', '/data/uploads/../talk.wav', null],
  [win32, 'C:\\data\\uploads', 'c:\\Data\\Uploads\\ab\\talk.wav', ['ab', 'talk.wav']],
  [win32, 'C:\\data\\uploads', 'C:\\data\\talk.wav', null],
  [win32, 'C:\\data\\uploads', 'E:\\REC001.WAV', null],
  [win32, 'C:\\data\\uploads', 'E:\\ab\\talk.wav', null],
  [win32, 'C:\\data\\uploads', '\\\\server\\share\\talk.wav', null],
])('on $sep, from %s to %s', (system, folder, path, parts) => {
  expect(getPathInside(folder, path, system)).toEqual(parts);
});
