import { randomBytes } from 'node:crypto';
import { gitCommitId, gitTreeIds } from './gitObjects.ts';
import { createHubFile, type FileContent, type HubFile, type Storage } from './hubFile.ts';
import type { TestClock } from './testClock.ts';

export type RepositoryType = 'model' | 'dataset' | 'space';
export type Gate = false | 'auto' | 'manual';

export interface RepositoryOptions {
  readonly id: string;
  readonly type?: RepositoryType;
  readonly files: Readonly<Record<string, FileContent>>;
  /** Which files git stores as pointers; the default is the hub's `.gitattributes` for new repositories. */
  readonly lfs?: (path: string, size: number) => boolean;
  /** Pointer files live in the chunk store (the default) or in the older LFS bucket. */
  readonly xet?: boolean;
  readonly gated?: Gate;
  readonly private?: boolean;
}

/** Paths to their new content; `null` deletes. */
export type FileChanges = Readonly<Record<string, FileContent | null>>;

export interface HubCommit {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly title: string;
  readonly date: Date;
  readonly files: ReadonlyMap<string, HubFile>;
  readonly treeIds: ReadonlyMap<string, string>;
}

export interface Repository {
  id: string;
  readonly objectId: string;
  readonly type: RepositoryType;
  gated: Gate;
  private: boolean;
  disabled: boolean;
  /** Branches, tags and special refs (`refs/pr/1`) to commits. */
  readonly refs: Map<string, string>;
  readonly commits: Map<string, HubCommit>;
}

export interface CommitOptions {
  readonly branch?: string;
  readonly title?: string;
}

export interface RepositoryStore {
  add(options: RepositoryOptions): Promise<string>;
  commit(id: string, changes: FileChanges, options?: CommitOptions): Promise<string>;
  rename(id: string, newId: string): void;
  /** Throws when there is none: for tests, which know what they added. */
  get(id: string): Repository;
  find(type: RepositoryType, id: string): Repository | undefined;
  /** The new id of a repository that once had this one. */
  findRenamed(type: RepositoryType, id: string): string | undefined;
  /** The content the CDN holds under a chunk store hash or a SHA-256. */
  findStored(hash: string): HubFile | undefined;
}

// As in the .gitattributes the hub writes into new model repositories, the patterns that concern models.
const LFS_NAMES =
  /\.(7z|arrow|bin|ckpt|gguf|gz|h5|model|msgpack|npy|npz|onnx|onnx_data|pb|pt|pth|safetensors|tflite|wav|zip)$/;
// The hub refuses larger files in plain git.
const LARGEST_GIT_FILE_BYTES = 10 * 1024 * 1024;

interface StoredRepository extends Repository {
  readonly storageOf: (path: string, size: number) => Storage;
}

export function createRepositoryStore(clock: TestClock): RepositoryStore {
  const repositories: StoredRepository[] = [];
  const renamed = new Map<string, Repository>();
  const stored = new Map<string, HubFile>();

  const get = (id: string): StoredRepository => {
    const repository = repositories.find((candidate) => candidate.id === id);
    if (repository === undefined) throw new Error(`The hub has no repository ${id}.`);
    return repository;
  };

  const commitTo = async (
    repository: StoredRepository,
    changes: FileChanges,
    { branch = 'main', title = 'Update files' }: CommitOptions,
  ): Promise<string> => {
    const parentId = repository.refs.get(branch) ?? repository.refs.get('main');
    const files = new Map(parentId === undefined ? [] : repository.commits.get(parentId)?.files);
    for (const [path, content] of Object.entries(changes)) {
      if (content === null) {
        files.delete(path);
        continue;
      }
      const size = typeof content === 'string' ? Buffer.byteLength(content) : sizeOf(content);
      const file = await createHubFile(path, content, repository.storageOf(path, size));
      files.set(path, file);
      if (file.lfs !== undefined) stored.set(file.xetHash ?? file.lfs.oid, file).set(file.lfs.oid, file);
    }
    const treeIds = gitTreeIds(new Map([...files].map(([path, file]) => [path, file.oid])));
    const date = new Date(Math.floor(clock.now() / 1000) * 1000);
    const id = gitCommitId({ treeId: treeIds.get('') ?? '', parentId, title, date });
    repository.commits.set(id, { id, parentId, title, date, files, treeIds });
    repository.refs.set(branch, id);
    return id;
  };

  return {
    async add(options) {
      const { id, type = 'model', xet = true } = options;
      const isLfs = options.lfs ?? ((path, size) => LFS_NAMES.test(path) || size > LARGEST_GIT_FILE_BYTES);
      const repository: StoredRepository = {
        id,
        type,
        objectId: randomBytes(12).toString('hex'),
        gated: options.gated ?? false,
        private: options.private ?? false,
        disabled: false,
        refs: new Map(),
        commits: new Map(),
        storageOf: (path, size) => (isLfs(path, size) ? (xet ? 'xet' : 'lfs') : 'git'),
      };
      const commit = await commitTo(repository, options.files, { title: 'initial commit' });
      repositories.push(repository);
      return commit;
    },
    commit: async (id, changes, options = {}) => commitTo(get(id), changes, options),
    rename(id, newId) {
      const repository = get(id);
      renamed.set(`${repository.type}:${id}`, repository);
      repository.id = newId;
    },
    get,
    find: (type, id) => repositories.find((candidate) => candidate.id === id && candidate.type === type),
    findRenamed: (type, id) => renamed.get(`${type}:${id}`)?.id,
    findStored: (hash) => stored.get(hash),
  };
}

function sizeOf(content: Uint8Array | { readonly size: number }): number {
  return content instanceof Uint8Array ? content.length : content.size;
}
