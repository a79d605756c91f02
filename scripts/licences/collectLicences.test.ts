import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectLicences } from './collectLicences.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'earshot-licences-'));
});
afterEach(() => rm(root, { recursive: true }));

async function addPackage(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(join(root, folder), { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(root, folder, name), content);
}

describe('collectLicences', () => {
  it('reads what ships and what is in the page, and leaves out what only builds it', async () => {
    await writeFile(
      join(root, 'package-lock.json'),
      JSON.stringify({
        packages: {
          '': {},
          'node_modules/ships': {},
          'node_modules/ships/node_modules/old': {},
          'node_modules/for-another-system': { optional: true },
          'node_modules/icons': { dev: true },
          'node_modules/compiler': { dev: true },
        },
      }),
    );
    await addPackage('node_modules/ships', {
      'package.json': '{ "name": "ships", "version": "1.2.3", "license": "MIT" }',
      LICENSE: 'Permission is granted.\n',
      'NOTICE.txt': 'Made by people.',
      'licenses.js': 'code',
    });
    await addPackage('node_modules/ships/node_modules/old', {
      'package.json': '{ "name": "old", "version": "0.1.0", "license": { "type": "ISC" } }',
    });
    await addPackage('node_modules/icons', { 'package.json': '{ "name": "icons", "license": "ISC" }' });
    await addPackage('node_modules/compiler', { 'package.json': '{ "name": "compiler" }' });
    expect(await collectLicences({ root, bundled: ['node_modules/icons', 'node_modules/ships'] })).toEqual([
      { name: 'icons', version: null, licence: 'ISC', text: null },
      { name: 'old', version: '0.1.0', licence: 'ISC', text: null },
      { name: 'ships', version: '1.2.3', licence: 'MIT', text: 'Permission is granted.\n\nMade by people.' },
    ]);
  });

  it('finds a licence for every package that Earshot ships', async () => {
    const licences = await collectLicences({ root: ROOT, bundled: ['node_modules/react'] });
    expect(licences.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['docx', 'node-av', 'onnxruntime-node', 'react', 'zod']),
    );
    const unclear = licences.filter(({ licence, text }) => licence === 'see text' && text === null);
    expect(unclear).toEqual([]);
  });
});
