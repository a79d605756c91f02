import { lstat, stat } from 'node:fs/promises';

/**
 * What a file or folder is, through whatever links and names it is reached: its volume and its number there; null if it
 * does not exist. Exact, which `ino` of an ordinary `stat` is not: file numbers of Windows have 64 bits, and a `number`
 * takes neighbours for one file.
 */
export async function identifyFile(path: string): Promise<string | null> {
  return toIdentity(await stat(path, { bigint: true }).catch(() => null));
}

/** The same for what has this name; a link is then something by itself. */
export async function identifyEntry(path: string): Promise<string | null> {
  return toIdentity(await lstat(path, { bigint: true }).catch(() => null));
}

function toIdentity(info: { readonly dev: bigint; readonly ino: bigint } | null): string | null {
  return info === null ? null : `${info.dev}:${info.ino}`;
}
