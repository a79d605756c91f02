import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** A part that Earshot is made with. `licences.json` of the built page is a list of these. */
export interface Licence {
  readonly name: string;
  /** Null for what has none of its own. */
  readonly version: string | null;
  /** SPDX expression, or what the part calls it. */
  readonly licence: string;
  /** The whole text; null where the part brings none. */
  readonly text: string | null;
}

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ dev: z.boolean().optional(), devOptional: z.boolean().optional() }),
  ),
});

const packageSchema = z.object({
  name: z.string(),
  version: z.string().optional(),
  license: z.union([z.string(), z.object({ type: z.string() })]).optional(),
});

const LICENCE_FILE = /^(licen[cs]e|copying|notice)([-.].*)?$/i;
/** Longer files are those of whole distributions, which name what is not part of ours. */
const MAX_TEXT_LENGTH = 200_000;

export interface CollectLicencesOptions {
  /** Folder of package.json and package-lock.json. */
  readonly root: string;
  /** Folders of packages, relative to `root`, that are in the page although they do not ship as packages. */
  readonly bundled: readonly string[];
}

/**
 * The licences of the packages that ship, those in the page included, from their own files: in the order of their
 * names, each name and version once. Packages for other systems, which are not installed, are left out.
 */
export async function collectLicences({
  root,
  bundled,
}: CollectLicencesOptions): Promise<readonly Licence[]> {
  const lock = lockSchema.parse(JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')));
  const shipped = Object.entries(lock.packages)
    .filter(([folder, { dev = false, devOptional = false }]) => folder !== '' && !dev && !devOptional)
    .map(([folder]) => folder);
  const folders = [...new Set([...shipped, ...bundled])];
  const found = await Promise.all(folders.map((folder) => readLicence(join(root, folder))));
  const unique = new Map(
    found.flatMap((licence) =>
      licence === null ? [] : [[`${licence.name} ${licence.version ?? ''}`, licence]],
    ),
  );
  return [...unique.values()].sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** Null where there is no package. */
async function readLicence(folder: string): Promise<Licence | null> {
  const manifest = await readFile(join(folder, 'package.json'), 'utf8').catch(() => null);
  if (manifest === null) return null;
  const { name, version, license } = packageSchema.parse(JSON.parse(manifest));
  const files = (await readdir(folder)).filter((file) => LICENCE_FILE.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8').catch(() => '')));
  const text = texts.map((part) => part.trim()).join('\n\n');
  return {
    name,
    version: version ?? null,
    licence: typeof license === 'string' ? license : (license?.type ?? 'see text'),
    text: text === '' || text.length > MAX_TEXT_LENGTH ? null : text,
  };
}
