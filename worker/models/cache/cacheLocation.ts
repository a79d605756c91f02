import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface CacheLocation {
  readonly path: string;
  /** What decided it. */
  readonly source: 'environment' | 'setting' | 'default';
}

export interface CacheLocationOptions {
  readonly environment: Environment;
  /** Folder from the settings; null for none. */
  readonly setting: string | null;
  readonly dataDir: string;
}

export interface AmbientCache {
  readonly path: string;
  /** The variable that names it; `default` is the folder that hub tools use when none is set. */
  readonly source: 'HF_HUB_CACHE' | 'HUGGINGFACE_HUB_CACHE' | 'HF_HOME' | 'XDG_CACHE_HOME' | 'default';
}

/** Where Earshot keeps its models: `EARSHOT_CACHE_DIR`, else the setting, else `<dataDir>/models`. */
export function findCacheLocation({ environment, setting, dataDir }: CacheLocationOptions): CacheLocation {
  const fromEnvironment = expandPath(environment['EARSHOT_CACHE_DIR'], environment);
  if (fromEnvironment !== null) return { path: fromEnvironment, source: 'environment' };
  const fromSetting = expandPath(setting ?? undefined, environment);
  if (fromSetting !== null) return { path: fromSetting, source: 'setting' };
  return { path: join(dataDir, 'models'), source: 'default' };
}

/**
 * The hub cache that other tools on this computer use now, by the order of `huggingface_hub` 1.28 (`constants.py`).
 * One difference: an empty variable counts as unset.
 */
export function findAmbientCache(environment: Environment, home = homedir()): AmbientCache {
  const [first] = listAmbientCandidates(environment, home);
  return first ?? { path: join(home, '.cache', 'huggingface', 'hub'), source: 'default' };
}

/** Every folder that is or was a hub cache by the environment and exists, the one in use first. */
export async function findAmbientCaches(
  environment: Environment,
  home = homedir(),
): Promise<readonly AmbientCache[]> {
  const found: AmbientCache[] = [];
  for (const candidate of listAmbientCandidates(environment, home)) {
    if (found.some(({ path }) => path === candidate.path)) continue;
    const isFolder = await stat(candidate.path).then(
      (entry) => entry.isDirectory(),
      () => false,
    );
    if (isFolder) found.push(candidate);
  }
  return found;
}

/** Folder of the token and of the hub tools' other files: `HF_HOME`, else `<cache home>/huggingface`. */
export function findHubHome(environment: Environment, home = homedir()): string {
  const hubHome = expandPath(environment['HF_HOME'], environment, home);
  if (hubHome !== null) return hubHome;
  const cacheHome = expandPath(environment['XDG_CACHE_HOME'], environment, home) ?? join(home, '.cache');
  return join(cacheHome, 'huggingface');
}

/**
 * Expands `~` and `$NAME` or `${NAME}` at the hand of the environment, as Python's `expanduser` and `expandvars` do
 * (an unknown variable stays as written); null for nothing. The result is absolute.
 */
export function expandPath(
  value: string | undefined,
  environment: Environment,
  home = homedir(),
): string | null {
  const text = value?.trim() ?? '';
  if (text === '') return null;
  const expanded = text
    .replace(/^~(?=$|[/\\])/, () => home)
    .replace(/\$(?:\{(\w+)\}|(\w+))/g, (written: string, braced?: string, bare?: string) => {
      return environment[braced ?? bare ?? ''] ?? written;
    });
  return isAbsolute(expanded) ? expanded : resolve(expanded);
}

function listAmbientCandidates(environment: Environment, home: string): readonly AmbientCache[] {
  const candidates: readonly (readonly [AmbientCache['source'], readonly string[]])[] = [
    ['HF_HUB_CACHE', []],
    ['HUGGINGFACE_HUB_CACHE', []],
    ['HF_HOME', ['hub']],
    ['XDG_CACHE_HOME', ['huggingface', 'hub']],
  ];
  const named = candidates.flatMap(([source, below]) => {
    const path = expandPath(environment[source], environment, home);
    return path === null ? [] : [{ path: join(path, ...below), source }];
  });
  return [...named, { path: join(home, '.cache', 'huggingface', 'hub'), source: 'default' }];
}
