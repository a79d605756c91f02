import type { HubFile } from '../hubFile.ts';
import type { HubCommit, Repository } from '../repositoryStore.ts';
import type { TreeEntry } from '../treeEntry.ts';

/** A hash as callers see it whom the gate keeps out. */
export function masked(hash: string, granted: boolean): string {
  return granted ? hash : '*'.repeat(hash.length);
}

interface EntryOptions {
  readonly repository: Repository;
  readonly commit: HubCommit;
  readonly granted: boolean;
  readonly expand: boolean;
}

export function fileEntry(file: HubFile, { repository, commit, granted, expand }: EntryOptions): TreeEntry {
  const { path, size, oid, lfs, xetHash } = file;
  return {
    type: 'file',
    oid,
    size,
    path,
    ...(lfs === undefined
      ? {}
      : { lfs: { oid: masked(lfs.oid, granted), size: lfs.size, pointerSize: lfs.pointer.length } }),
    ...(xetHash === undefined ? {} : { xetHash: masked(xetHash, granted) }),
    ...(expand
      ? {
          lastCommit: lastCommitOf(repository, commit, path, oid),
          securityFileStatus: { status: 'safe', avScan: { status: 'safe' }, pickleImportScan: null },
        }
      : {}),
  };
}

export function folderEntry(path: string, { repository, commit, expand }: EntryOptions): TreeEntry {
  const oid = commit.treeIds.get(path) ?? '';
  return {
    type: 'directory',
    oid,
    size: 0,
    path,
    ...(expand ? { lastCommit: lastCommitOf(repository, commit, path, oid) } : {}),
  };
}

/** The commit that gave this path the content it has. */
function lastCommitOf(repository: Repository, commit: HubCommit, path: string, oid: string) {
  let last = commit;
  while (last.parentId !== undefined) {
    const parent = repository.commits.get(last.parentId);
    if (parent === undefined || (parent.files.get(path)?.oid ?? parent.treeIds.get(path)) !== oid) break;
    last = parent;
  }
  return { id: last.id, title: last.title, date: last.date.toISOString() };
}
