import { z } from 'zod';
import { AppError } from '../../contract/index.ts';
import { parseTree } from '../download/commitTree.ts';
import { REPOSITORY_TYPES, repoFolderName } from './cacheLayout.ts';
import {
  assertRepositoryPaths,
  isCommit,
  isContentHash,
  isRepositoryId,
  isRevision,
  type PathRules,
} from './hubNames.ts';

/**
 * A bundle is a plain tar file: this manifest first, then `blobs/<etag>` for each blob in the order of the manifest.
 * `tar tf` lists it, and nothing in it but the manifest says where anything goes.
 */
export const MANIFEST_NAME = 'earshot-bundle.json';
export const BUNDLE_FORMAT = 'earshot-models';
export const BUNDLE_VERSION = 1;

/** Our choice: about fifty times what a hundred models take; more is not a bundle of ours. */
export const MAX_MANIFEST_BYTES = 16 * 1024 * 1024;
const MAX_REPOSITORIES = 1000;
const MAX_FILES = 100_000;

const sizeSchema = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const etagSchema = z.string().refine(isContentHash);

const blobSchema = z.strictObject({
  etag: etagSchema,
  sizeBytes: sizeSchema,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const repositorySchema = z.strictObject({
  type: z.enum(REPOSITORY_TYPES),
  repository: z.string().refine(isRepositoryId),
  commit: z.string().refine(isCommit),
  /** Branches and tags; a commit would be taken for one. */
  refs: z.array(z.string().refine((ref) => isRevision(ref) && !isCommit(ref))).max(100),
  /** When each of them came to lead to the commit, by the computer of the export: a later one is the newer. */
  refTimesMs: z.record(z.string(), sizeSchema).default({}),
  /** The text of `trees/<commit>.json`; null if the cache had none. */
  tree: z.string().nullable(),
  files: z.array(z.strictObject({ path: z.string(), etag: etagSchema })).max(MAX_FILES),
});

const manifestSchema = z.strictObject({
  format: z.literal(BUNDLE_FORMAT),
  version: z.literal(BUNDLE_VERSION),
  repositories: z.array(repositorySchema).min(1).max(MAX_REPOSITORIES),
  blobs: z.array(blobSchema).max(MAX_FILES),
});

export type BundleBlob = z.infer<typeof blobSchema>;
export type BundleRepository = z.infer<typeof repositorySchema>;
export type BundleManifest = z.infer<typeof manifestSchema>;

const versionSchema = z.object({ format: z.literal(BUNDLE_FORMAT), version: z.number() });

/** `bundle-damaged`, with the reason that its sentence is chosen by. */
export function bundleError(
  path: string,
  reason: 'not-a-bundle' | 'newer' | 'unsafe' | 'damaged',
  cause?: unknown,
): AppError {
  return new AppError('bundle-damaged', `The bundle cannot be used: ${reason}.`, {
    details: { path, reason },
    ...(cause === undefined ? {} : { cause }),
  });
}

/**
 * Reads a manifest as what it is: the claims of a stranger. Throws `bundle-damaged`: `not-a-bundle`, `newer`, or `unsafe`
 * for anything that we would not write, such as a path that leaves its folder, or hashes that contradict each other.
 */
export function parseBundleManifest(text: string, bundle: string, rules: PathRules): BundleManifest {
  let manifest: BundleManifest;
  try {
    const value: unknown = JSON.parse(text);
    const known = versionSchema.safeParse(value);
    if (!known.success) throw bundleError(bundle, 'not-a-bundle', known.error);
    if (known.data.version > BUNDLE_VERSION) throw bundleError(bundle, 'newer');
    manifest = manifestSchema.parse(value);
    assertConsistent(manifest, rules);
  } catch (error) {
    if (error instanceof AppError && error.code === 'bundle-damaged') throw error;
    throw bundleError(bundle, error instanceof SyntaxError ? 'damaged' : 'unsafe', error);
  }
  return manifest;
}

function assertConsistent({ repositories, blobs }: BundleManifest, rules: PathRules): void {
  const known = new Map(blobs.map((blob) => [blob.etag, blob]));
  const used = new Set<string>();
  const names = new Set<string>();
  assert(known.size === blobs.length, 'a blob is named twice');
  for (const { etag, sha256 } of blobs) {
    assert(etag.length !== sha256.length || etag === sha256, 'a blob has two hashes');
  }
  for (const { type, repository, commit, files, tree } of repositories) {
    const name = `${repoFolderName(repository, type).toLowerCase()} ${commit}`;
    assert(!names.has(name), 'a revision is named twice');
    names.add(name);
    assertRepositoryPaths(
      files.map(({ path }) => path),
      rules,
    );
    const listed = tree === null ? null : parseTree(tree, rules);
    assert(tree === null || listed !== null, 'a list of files cannot be read');
    const expected = new Map(listed?.map((file) => [file.path, file]));
    for (const { path, etag } of files) {
      const blob = known.get(etag);
      assert(blob !== undefined, 'a file has no content');
      used.add(etag);
      const entry = expected.get(path);
      const isListed = entry?.etag === etag && entry.sizeBytes === blob.sizeBytes;
      assert(listed === null || isListed, 'a file is not what the hub said');
    }
  }
  assert(used.size === blobs.length, 'a blob belongs to nothing');
}

function assert(condition: boolean, problem: string): asserts condition {
  if (!condition) throw new Error(problem);
}
