import type { PackagedFile } from './readPackage.ts';

export interface FindProblemsOptions {
  readonly files: readonly PackagedFile[];
  /** Names in `dependencies` of package.json. */
  readonly dependencies: readonly string[];
  /** Names in `devDependencies`. */
  readonly devDependencies: readonly string[];
  /** `linux`, `darwin`, `win32`, and `x64` or `arm64`. */
  readonly platform: string;
  readonly arch: string;
  /** True for a module of the app that has a source in the tree. */
  readonly hasSource: (path: string) => boolean;
}

/** Without these there is no app. */
const NEEDED = [
  'package.json',
  'dist/electron/main.js',
  'dist/preload/preload.cjs',
  'dist/page/index.html',
  'dist/worker/entries/utilityProcess.js',
];

/** Native code, by the formats that systems load; whatever else is called so is none. */
const NATIVE = /\.(node|dll|dylib|so)(\.\d+)*$/;

/** The native code of a platform lies in folders that say so. */
const PLACES = [
  /^node_modules\/onnxruntime-node\/bin\/napi-v\d+\/(?<platform>\w+)\/(?<arch>\w+)\//,
  /^node_modules\/@seydx\/node-av-(?<platform>[a-z0-9]+)-(?<arch>x64|arm64)/,
];

/** What is wrong with the contents of a package; empty when nothing is. */
export function findProblems({
  files,
  dependencies,
  devDependencies,
  platform,
  arch,
  hasSource,
}: FindProblemsOptions): readonly string[] {
  const paths = new Set(files.map(({ path }) => path));
  const packages = new Set(files.flatMap(({ path }) => getPackage(path) ?? []));
  return [
    ...NEEDED.filter((path) => !paths.has(path)).map((path) => `${path} is missing`),
    ...dependencies.filter((name) => !packages.has(name)).map((name) => `the dependency ${name} is missing`),
    ...devDependencies
      .filter((name) => packages.has(name) && !dependencies.includes(name))
      .map((name) => `the development dependency ${name} is there`),
    ...files.flatMap((file) => describeFile(file, { platform, arch, hasSource }) ?? []),
  ];
}

function describeFile(
  { path, isUnpacked }: PackagedFile,
  { platform, arch, hasSource }: Pick<FindProblemsOptions, 'platform' | 'arch' | 'hasSource'>,
): string | null {
  if (path.startsWith('dist/')) {
    if (/\.test\.|\.map$|\.d\.ts$|\.tsbuildinfo$|\.tsx?$|(^|\/)(tests|testing|__fixtures__)\//.test(path)) {
      return `${path} is for development`;
    }
    const isModule = /^dist\/(worker|electron)\/.*\.js$/.test(path);
    if (isModule && !hasSource(path)) return `${path} has no source any more; delete dist and build again`;
    return null;
  }
  if (!NATIVE.test(path)) return null;
  const place = PLACES.map((pattern) => pattern.exec(path)?.groups).find((groups) => groups !== undefined);
  if (place === undefined) return `${path} is native code of an unknown platform`;
  if (place['platform'] !== platform || place['arch'] !== arch) return `${path} is of another platform`;
  return isUnpacked ? null : `${path} is inside the archive, where it cannot be loaded`;
}

function getPackage(path: string): string | null {
  return /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? null;
}
