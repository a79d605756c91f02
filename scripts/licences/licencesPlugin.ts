import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Plugin } from 'vite';
import { collectLicences, type Licence } from './collectLicences.ts';
import { OWN_PARTS } from './ownParts.ts';

const PACKAGE_FOLDER = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/;

/** Puts `licences.json` beside the built page: Earshot's own licence first, then those of everything it is made with. */
export function licencesPlugin(root: string): Plugin {
  return {
    name: 'earshot-licences',
    apply: 'build',
    async generateBundle() {
      const bundled = new Set<string>();
      for (const moduleId of this.getModuleIds()) {
        const [, folder] = PACKAGE_FOLDER.exec(moduleId) ?? [];
        if (folder !== undefined) bundled.add(relative(root, folder));
      }
      const own: Licence = {
        name: 'Earshot',
        version: null,
        licence: 'MIT',
        text: (await readFile(join(root, 'LICENSE'), 'utf8')).trim(),
      };
      const licences = [own, ...OWN_PARTS, ...(await collectLicences({ root, bundled: [...bundled] }))];
      this.emitFile({ type: 'asset', fileName: 'licences.json', source: JSON.stringify(licences) });
    },
  };
}
