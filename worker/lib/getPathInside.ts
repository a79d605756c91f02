import nodePath from 'node:path';

/**
 * The parts of the path that leads from a folder to something below it, such as `['a', 'b.wav']`; null for what is not
 * below it. Both paths are absolute.
 */
export function getPathInside(
  folder: string,
  path: string,
  { isAbsolute, relative, sep }: nodePath.PlatformPath = nodePath,
): readonly string[] | null {
  const way = relative(folder, path);
  // On Windows no relative path leads to another drive, and `relative` gives the path itself.
  if (way === '' || isAbsolute(way)) return null;
  const parts = way.split(sep);
  return parts[0] === '..' ? null : parts;
}
