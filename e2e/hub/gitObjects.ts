import { createHash } from 'node:crypto';

/** The name git gives an object: SHA-1 of its type, size and content (git-scm.com, "Git Internals - Git Objects"). */
export function gitObjectId(type: 'blob' | 'tree' | 'commit', content: Uint8Array | string): string {
  const bytes = Buffer.from(content);
  return createHash('sha1').update(`${type} ${bytes.length}\0`).update(bytes).digest('hex');
}

interface TreeFolder {
  readonly files: Map<string, string>;
  readonly folders: Map<string, TreeFolder>;
}

/**
 * The tree objects of a set of files.
 *
 * @param files paths with `/` to blob ids.
 * @returns ids of the trees by folder path; the root is ''.
 */
export function gitTreeIds(files: ReadonlyMap<string, string>): Map<string, string> {
  const root: TreeFolder = { files: new Map(), folders: new Map() };
  for (const [path, blobId] of files) {
    const segments = path.split('/');
    const name = segments.pop() ?? '';
    let folder = root;
    for (const segment of segments) {
      const next = folder.folders.get(segment) ?? { files: new Map(), folders: new Map() };
      folder.folders.set(segment, next);
      folder = next;
    }
    folder.files.set(name, blobId);
  }
  const ids = new Map<string, string>();
  addTreeIds(root, '', ids);
  return ids;
}

function addTreeIds(folder: TreeFolder, path: string, ids: Map<string, string>): string {
  const entries = [...folder.files].map(([name, id]) => ({ name, id, mode: '100644', order: name }));
  for (const [name, child] of folder.folders) {
    const id = addTreeIds(child, path === '' ? name : `${path}/${name}`, ids);
    // git sorts a folder as if its name ended with a slash.
    entries.push({ name, id, mode: '40000', order: `${name}/` });
  }
  entries.sort((a, b) => Buffer.compare(Buffer.from(a.order), Buffer.from(b.order)));
  const content = Buffer.concat(
    entries.flatMap(({ mode, name, id }) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]),
  );
  const id = gitObjectId('tree', content);
  ids.set(path, id);
  return id;
}

export interface GitCommit {
  readonly treeId: string;
  readonly parentId: string | undefined;
  readonly title: string;
  readonly date: Date;
}

export function gitCommitId({ treeId, parentId, title, date }: GitCommit): string {
  const who = `Test Hub <hub@example.invalid> ${Math.floor(date.getTime() / 1000)} +0000`;
  const parent = parentId === undefined ? '' : `parent ${parentId}\n`;
  return gitObjectId('commit', `tree ${treeId}\n${parent}author ${who}\ncommitter ${who}\n\n${title}\n`);
}
