import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8');

describe('the installer for Windows', () => {
  it('offers Earshot for the recordings that macOS offers it for, and takes no file type over', async () => {
    const [config, script] = await Promise.all([
      read('../electron-builder.yml'),
      read('packaging/installer.nsh'),
    ]);
    const onMac = [...config.matchAll(/ext: \[(.*)\]/g)].flatMap(([, names = '']) => names.split(', '));
    const onWindows = [...script.matchAll(/offerToOpen "(\w+)"/g)].map(([, name]) => name);
    expect(onWindows).toEqual(onMac);
    expect(onWindows.length).toBeGreaterThan(0);
    expect(/^win:\n(?: .*\n)*/m.exec(config)?.[0]).not.toContain('fileAssociations');
  });
});
