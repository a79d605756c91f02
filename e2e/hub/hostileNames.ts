/** Paths that no client may write to (row 22), each alone; a length of 300 is more than a file name may have. */
export const HOSTILE_PATHS: readonly string[] = [
  '../x',
  'onnx/../../x',
  '/x',
  '//host/share/x',
  'C:x',
  'C:\\x',
  '\\\\host\\share\\x',
  'a\\..\\b',
  'file.txt:stream',
  './a',
  'a/./b',
  'a//b',
  'a/',
  '..',
  '',
  'a\0b',
  'a\nb',
];

/** Refused where the file system cannot hold them. */
export const WINDOWS_HOSTILE_PATHS: readonly string[] = ['CON', 'onnx/nul.bin', 'a.', 'b ', 'COM1.txt'];

/** Two paths that are one on some volumes, or a file that is also a folder. */
export const COLLIDING_PATHS: readonly (readonly [string, string])[] = [
  ['Model.onnx', 'model.onnx'],
  ['caf\u00e9.txt', 'cafe\u0301.txt'],
  ['onnx', 'onnx/model.onnx'],
];

export const LONG_PATH = `${'n'.repeat(300)}.bin`;

export const HOSTILE_REVISIONS: readonly string[] = [
  '../x',
  '../../../x',
  '/etc',
  'a\\b',
  'C:x',
  'a\0b',
  'refs/../../x',
];

export const HOSTILE_OIDS: readonly string[] = [
  '../x',
  '../../../../x',
  'A'.repeat(64),
  'a'.repeat(63),
  `${'a'.repeat(63)}/`,
  '',
];
