import { createHash, randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type ByteSource, bytesInMemory } from './byteSource.ts';
import { gitObjectId } from './gitObjects.ts';
import { seededBytes } from './seededBytes.ts';

/** What a caller may put into a repository; a seed and a size make bytes without holding them. */
export type FileContent = Uint8Array | string | ByteSource | { readonly size: number; readonly seed: number };

export interface LfsObject {
  /** SHA-256 of the content. */
  readonly oid: string;
  readonly size: number;
  readonly pointer: string;
}

/** One file at a commit. `oid` is what git stores: the content's blob id, or that of the LFS pointer. */
export interface HubFile {
  readonly path: string;
  readonly size: number;
  readonly oid: string;
  readonly lfs?: LfsObject;
  /** Names the content in the chunk store and is the CDN's validator; says nothing about the SHA-256. */
  readonly xetHash?: string;
  readonly source: ByteSource;
}

export type Storage = 'git' | 'lfs' | 'xet';

const xetHashes = new Map<string, string>();

/** Hashes the content as it streams by, giving way to other work now and then. */
export async function createHubFile(path: string, content: FileContent, storage: Storage): Promise<HubFile> {
  const source = toSource(content);
  const { size } = source;
  const sha256 = createHash('sha256');
  const gitBlob = createHash('sha1').update(`blob ${size}\0`);
  let sinceYield = 0;
  for (const piece of source.read(0, size)) {
    if (storage === 'git') gitBlob.update(piece);
    else sha256.update(piece);
    sinceYield += piece.length;
    if (sinceYield >= 8 * 1024 * 1024) {
      sinceYield = 0;
      await setImmediate();
    }
  }
  if (storage === 'git') return { path, size, oid: gitBlob.digest('hex'), source };
  const oid = sha256.digest('hex');
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${size}\n`;
  const file = { path, size, oid: gitObjectId('blob', pointer), lfs: { oid, size, pointer }, source };
  return storage === 'xet' ? { ...file, xetHash: xetHashOf(oid) } : file;
}

/** Random, as only the chunk store knows how it is made, but the same for the same content. */
function xetHashOf(sha256: string): string {
  const known = xetHashes.get(sha256);
  if (known !== undefined) return known;
  const created = randomBytes(32).toString('hex');
  xetHashes.set(sha256, created);
  return created;
}

function toSource(content: FileContent): ByteSource {
  if (typeof content === 'string' || content instanceof Uint8Array) return bytesInMemory(content);
  return 'seed' in content ? seededBytes(content.seed, content.size) : content;
}
