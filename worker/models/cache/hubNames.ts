import { AppError, DEVICE_NAME } from '../../contract/index.ts';

/**
 * Checks of names that come from a person, a server or a file, before any of them becomes a path or an address.
 * What a person wrote is refused with `invalid-request`, what a server sent with `download-corrupt`.
 */

export interface PathRules {
  readonly platform: NodeJS.Platform;
  /** True where the volume takes `A` and `a`, or two spellings of `é`, for one name. */
  readonly foldsNames: boolean;
}

/** `huggingface_hub` 1.28, `_validators.py`: the name is at most 96 characters long. */
const MAX_NAME_LENGTH = 96;
/** File systems stop at 255 bytes a name, and Windows programs without long paths at 260 characters a path. */
const MAX_PATH_BYTES = 255;
const ID_PART = /^\w(?:[\w.-]*\w)?$/;
const CONTROL = /\p{Cc}/u;
/** What `git check-ref-format` refuses in a branch or tag, and `%`, so that an address is never decoded twice. */
const NOT_IN_REVISION = /[\p{Cc} \\:?*[~^%"<>|]|\.\.|\/\/|@\{|\.lock(?:\/|$)/u;
const NOT_ON_WINDOWS = /[<>"|?*]|[. ]$/u;

/** True for `name` and `org/name` as the hub allows them. */
export function isRepositoryId(text: string): boolean {
  const parts = text.split('/');
  const name = parts.at(-1) ?? '';
  return (
    parts.length <= 2 &&
    parts.every((part) => ID_PART.test(part)) &&
    name.length <= MAX_NAME_LENGTH &&
    text.length <= MAX_PATH_BYTES - 'datasets--'.length &&
    !text.includes('--') &&
    !text.includes('..') &&
    !name.endsWith('.git')
  );
}

/** True for a branch, a tag, a commit or `refs/pr/1`, safe as a path below `refs/`. */
export function isRevision(text: string): boolean {
  return (
    text.length > 0 &&
    Buffer.byteLength(text) <= MAX_PATH_BYTES &&
    text.isWellFormed() &&
    !NOT_IN_REVISION.test(text) &&
    text.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.')) &&
    !text.split('/').some((part) => DEVICE_NAME.test(part))
  );
}

/** True for a full commit hash as the hub writes it. */
export function isCommit(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

/** True for what may be the name of a blob: a git SHA-1 or a SHA-256. */
export function isContentHash(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

/** Throws `invalid-request` unless the id and the revision are what the hub allows. */
export function assertRepositoryAndRevision(repository: string, revision: string): void {
  if (!isRepositoryId(repository)) {
    throw new AppError('invalid-request', 'The repository id is not one the hub allows.', {
      details: { repository, reason: 'repository-id' },
    });
  }
  if (!isRevision(revision)) {
    throw new AppError('invalid-request', 'The revision is not one the hub allows.', {
      details: { repository, revision, reason: 'revision' },
    });
  }
}

/**
 * Throws `download-corrupt` for the first path that cannot safely and unmistakably become a file of a snapshot on
 * this system. All paths of a listing are given at once: two of them can exclude each other.
 */
export function assertRepositoryPaths(paths: Iterable<string>, rules: PathRules): void {
  const files = new Map<string, string>();
  for (const path of paths) {
    const reason = describeBadPath(path, rules.platform);
    if (reason !== null) throw hostilePath(path, reason);
    const key = foldPath(path, rules.foldsNames);
    if (files.has(key)) throw hostilePath(path, 'same-name');
    files.set(key, path);
  }
  const folders = new Map<string, string>();
  for (const [key, path] of files) {
    for (let end = key.lastIndexOf('/'); end > 0; end = key.lastIndexOf('/', end - 1)) {
      const folder = key.slice(0, end);
      if (files.has(folder)) throw hostilePath(path, 'file-and-folder');
      if (folders.has(folder)) break;
      folders.set(folder, path);
    }
  }
}

function describeBadPath(path: string, platform: NodeJS.Platform): string | null {
  if (!path.isWellFormed() || Buffer.byteLength(path) > MAX_PATH_BYTES) return 'length-or-encoding';
  if (CONTROL.test(path) || path.includes('\\') || path.includes(':')) return 'character';
  for (const part of path.split('/')) {
    if (part === '' || part === '.' || part === '..') return 'outside';
    if (platform === 'win32' && (DEVICE_NAME.test(part) || NOT_ON_WINDOWS.test(part))) return 'windows';
  }
  return null;
}

function foldPath(path: string, foldsNames: boolean): string {
  // Upper case first: it takes ß and ſ to what a volume that ignores case takes them to.
  return foldsNames ? path.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC') : path;
}

function hostilePath(path: string, reason: string): AppError {
  return new AppError('download-corrupt', 'A file name in the listing of the hub cannot be used here.', {
    details: { file: path.toWellFormed().slice(0, MAX_PATH_BYTES), reason: `name-${reason}` },
  });
}
