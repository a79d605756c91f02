import { describe, expect, it } from 'vitest';
import { safeFileName } from './safeFileName.ts';

describe('safeFileName', () => {
  it.each([
    ['Budget 2025', 'Budget 2025'],
    ['../../etc/passwd', 'etc passwd'],
    ['a: b? "c" <d>\n|e\\f', 'a b c d e f'],
    ['call\u202e3pm.exe', 'call 3pm.exe'],
    ['日本語の会議', '日本語の会議'],
    ['ends with dots...', 'ends with dots'],
    ['CON', 'm1'],
    ['lpt1.txt', 'm1'],
    ['com² .txt', 'm1'],
    ['CONIN$', 'm1'],
    ['Console', 'Console'],
    ['   ', 'm1'],
    ['..', 'm1'],
  ])('makes of %j the name %j', (title, name) => {
    expect(safeFileName(title, 'm1')).toBe(name);
  });

  it('cuts between characters, within the bytes of a file name', () => {
    expect(safeFileName('会'.repeat(200), 'm1')).toBe('会'.repeat(60));
    expect(safeFileName(`${'a'.repeat(178)}. Then more`, 'm1')).toBe('a'.repeat(178));
  });
});
