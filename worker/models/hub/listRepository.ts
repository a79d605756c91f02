import { listFiles } from '@huggingface/hub';
import { z } from 'zod';
import { AppError } from '../../contract/index.ts';
import { assertRepositoryPaths, isContentHash, type PathRules } from '../cache/hubNames.ts';
import type { HubClient } from './hubClient.ts';
import { createHubFetch } from './hubFetch.ts';
import type { Sleep } from './retryPlan.ts';

export interface ListRepositoryOptions {
  readonly client: HubClient;
  readonly repository: string;
  readonly commit: string;
  readonly rules: PathRules;
  readonly signal: AbortSignal;
  readonly sleep?: Sleep;
}

/** A file of a repository at one commit. */
export interface RepositoryFile {
  /** Separated by `/`; checked. */
  readonly path: string;
  readonly sizeBytes: number;
  /** SHA-256 of large files, git SHA-1 of the others; null while the hub hides it (gated, access not granted). */
  readonly etag: string | null;
  /** Git's id of the blob: for a large file that of its pointer. As listed, perhaps hidden. */
  readonly blobId: string;
  readonly isLfs: boolean;
  readonly xetHash: string | null;
}

/** 1,000 entries a page; the largest repositories of the hub have about 100,000 files. */
const MAX_PAGES = 1000;
/** What stands for the hashes of a gated repository to whom it is not open. */
const HIDDEN_HASH = /^\*+$/;
/** No address: what stands for a link to a next page that has none. */
const UNREADABLE = 'http://';

const entrySchema = z.object({
  type: z.enum(['file', 'directory', 'unknown']),
  path: z.string(),
  size: z.number().int().min(0).default(0),
  oid: z.string().default(''),
  lfs: z.object({ oid: z.string(), size: z.number().int().min(0) }).optional(),
  xetHash: z.string().optional(),
});

/**
 * Every file of a repository at a commit, or an error: never a part. Names are checked all together before anything
 * can be written by them. Throws what `fetchHubJson` throws; `download-corrupt` for names that cannot be used.
 */
export async function listRepository(options: ListRepositoryOptions): Promise<readonly RepositoryFile[]> {
  const { client, repository, commit, rules, signal, sleep } = options;
  const subject = { repository, revision: commit };
  const broken = (what: string) =>
    new AppError('network-unreachable', `The listing cannot be used: ${what}.`, {
      details: { ...subject, host: client.endpoint.host, reason: 'unexpected-answer' },
    });
  const seenPages = new Set<string>();
  const fetch = createHubFetch(
    { client, purpose: 'list-files', subject, signal, ...(sleep ? { sleep } : {}) },
    ({ url, headers, text }) => {
      if (!text.trimStart().startsWith('[')) throw broken('it is no list');
      const target = readNextPage(headers);
      if (target === null) return new Headers();
      if (!URL.canParse(target, url.href)) throw broken('its next page has no address');
      const next = new URL(target, url);
      if (!client.isEndpoint(next)) throw broken('its next page is on another host');
      if (seenPages.has(next.href)) throw broken('its pages go round in a circle');
      seenPages.add(next.href);
      if (seenPages.size >= MAX_PAGES) throw broken('it has too many pages');
      // The package reads absolute addresses only and takes any other for the end of the listing.
      return new Headers({ Link: `<${next.href}>; rel="next"` });
    },
  );
  const hubUrl = client.endpoint.href.replace(/\/+$/, '');
  const repo = { type: 'model', name: repository } as const;
  const files: RepositoryFile[] = [];
  for await (const entry of listFiles({ repo, recursive: true, revision: commit, hubUrl, fetch })) {
    const parsed = entrySchema.safeParse(entry);
    if (!parsed.success) throw broken('an entry has another form than the hub gives it');
    if (parsed.data.type === 'file') files.push(toRepositoryFile(parsed.data));
  }
  assertRepositoryPaths(
    files.map(({ path }) => path),
    rules,
  );
  return files;
}

function toRepositoryFile({ path, size, oid, lfs, xetHash }: z.infer<typeof entrySchema>): RepositoryFile {
  const identity = lfs?.oid ?? oid;
  const isUsable = isContentHash(identity) && identity.length === (lfs === undefined ? 40 : 64);
  if (!isUsable && !HIDDEN_HASH.test(identity)) {
    throw new AppError('download-corrupt', 'The listing names a hash that is none.', {
      details: { file: path.toWellFormed().slice(0, 255), reason: 'odd-hash' },
    });
  }
  return {
    path,
    sizeBytes: lfs?.size ?? size,
    etag: isUsable ? identity : null,
    blobId: oid,
    isLfs: lfs !== undefined,
    xetHash: xetHash ?? null,
  };
}

/** Address of the next page by the `Link` header (RFC 8288), absolute or relative; null when this is the last. */
function readNextPage(headers: Headers): string | null {
  for (const link of (headers.get('link') ?? '').split(/,\s*(?=<)/)) {
    if (/;\s*rel="?next"?\s*(?:;|$)/i.test(link)) return /^\s*<([^>]+)>/.exec(link)?.[1] ?? UNREADABLE;
  }
  return null;
}
