import { expect, it } from 'vitest';
import { joinPath } from './joinPath.ts';

it.each([
  ['/media/stick', '/media/stick/a'],
  ['/', '/a'],
  ['D:\\', 'D:\\a'],
  ['C:\\Users\\Ada', 'C:\\Users\\Ada\\a'],
  ['\\\\server\\share', '\\\\server\\share\\a'],
  ['/odd\\name', '/odd\\name/a'],
])('puts a file into %s', (folder, path) => {
  expect(joinPath(folder, 'a')).toBe(path);
});
