import { AppError } from '../../contract/index.ts';
import { isContentHash } from '../cache/hubNames.ts';
import type { HubAnswer, HubClient } from '../hub/hubClient.ts';
import { toHubError } from '../hub/hubError.ts';
import { RetryableError } from '../hub/retryableError.ts';

export interface OpenRemoteFileOptions {
  readonly client: HubClient;
  readonly repository: string;
  readonly commit: string;
  readonly file: string;
  /** Hash by the listing; null while the hub hides it. */
  readonly etag: string | null;
  readonly sizeBytes: number;
  /** Bytes that are there already; 0 asks for the whole file. */
  readonly offsetBytes: number;
  /** Strong ETag of the server that sent them; null when unknown. */
  readonly validator: string | null;
  readonly signal: AbortSignal;
}

export interface RemoteFile {
  /** Where the body begins: at the offset asked for, or at 0. */
  readonly startBytes: number;
  /** The hash by which the hub names the content; the listed one where it names none here. */
  readonly etag: string | null;
  readonly validator: string | null;
  readonly body: AsyncIterable<Buffer>;
  discard(): void;
}

/** The server does not go on from where we are. What is there must be thrown away, and the whole file asked for. */
export class RangeFailure extends RetryableError {}

/** The server that has the bytes refused, perhaps because the address has expired: another must be asked for. */
export class StorageRefusal extends RetryableError {}

/**
 * Asks for a file from an offset on and checks that what comes is that: the same commit, hash and size, not encoded,
 * and the range that was asked for. Throws what `HubClient.get` and `toHubError` name, `RangeFailure`,
 * `StorageRefusal`, and `download-corrupt` for content that is another than the listing says.
 */
export async function openRemoteFile(options: OpenRemoteFileOptions): Promise<RemoteFile> {
  const { client, repository, commit, file, offsetBytes, validator, signal } = options;
  const path = file.split('/').map(encodeURIComponent).join('/');
  const answer = await client.get({
    url: client.toUrl(`/${repository}/resolve/${commit}/${path}`),
    purpose: 'download',
    signal,
    headers: offsetBytes === 0 ? {} : rangeHeaders(offsetBytes, validator),
  });
  try {
    checkStatus(answer, options);
    const etag = checkIdentity(answer, options);
    const startBytes = answer.status === 206 ? checkRange(answer, options) : 0;
    const { body, discard } = answer;
    return { startBytes, etag, validator: readStrongEtag(answer.headers), body, discard };
  } catch (error) {
    answer.discard();
    throw error;
  }
}

function rangeHeaders(offsetBytes: number, validator: string | null): Readonly<Record<string, string>> {
  return { Range: `bytes=${offsetBytes}-`, ...(validator === null ? {} : { 'If-Range': validator }) };
}

function checkStatus(answer: HubAnswer, options: OpenRemoteFileOptions): void {
  const { status, url } = answer;
  const { client, repository, commit, file } = options;
  const details = { repository, file, host: url.host, status };
  const encoding = answer.headers.get('content-encoding') ?? 'identity';
  if (status === 416) {
    throw new RangeFailure('network-unreachable', 'The server has no such range.', { details });
  }
  if (status !== 200 && status !== 206) {
    const error = toHubError(answer, { repository, revision: commit, file });
    if (client.isEndpoint(url) || error instanceof RetryableError) throw error;
    throw new StorageRefusal('network-unreachable', `The storage of the hub answered ${status}.`, {
      details: { ...details, reason: 'storage-refused' },
    });
  }
  if (encoding !== 'identity') {
    throw new RetryableError('network-unreachable', 'The file was sent encoded.', {
      details: { ...details, reason: 'unexpected-answer' },
    });
  }
}

/** What the hub says of the file must be what the listing said. What another server says of it means nothing. */
function checkIdentity(answer: HubAnswer, options: OpenRemoteFileOptions): string | null {
  const { client, repository, commit, file, sizeBytes } = options;
  const read = (name: string) =>
    answer.endpointHeaders.map((headers) => headers.get(name)).find((value) => value !== null) ?? null;
  const details = { repository, file, host: answer.url.host };
  const changed = (reason: string) =>
    new AppError('download-corrupt', `The file is not the one of the listing: ${reason}.`, {
      details: { ...details, reason },
    });

  const namedCommit = read('x-repo-commit');
  if (namedCommit === null) {
    throw new AppError('network-unreachable', 'The answer is not one of the hub.', {
      details: { ...details, reason: 'unexpected-answer' },
    });
  }
  if (namedCommit !== commit) throw changed('other-commit');
  const linkedSize = read('x-linked-size');
  if (linkedSize !== null && linkedSize !== String(sizeBytes)) throw changed('other-size');
  const linked = normalizeEtag(read('x-linked-etag'));
  if (linked !== null && !isContentHash(linked)) throw changed('odd-hash');
  const direct = client.isEndpoint(answer.url) ? normalizeEtag(answer.headers.get('etag')) : null;
  const named = linked ?? (direct !== null && isContentHash(direct) ? direct : null);
  if (named !== null && options.etag !== null && named !== options.etag) throw changed('other-hash');
  return options.etag ?? named;
}

/** Where a partial answer begins, which must be where we are, in a file of the right size. */
function checkRange({ headers, url }: HubAnswer, options: OpenRemoteFileOptions): number {
  const { repository, file, offsetBytes, sizeBytes } = options;
  const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers.get('content-range') ?? '');
  const isRight =
    offsetBytes > 0 &&
    !/^multipart\//i.test(headers.get('content-type') ?? '') &&
    Number(range?.[1]) === offsetBytes &&
    Number(range?.[3]) === sizeBytes;
  if (isRight) return offsetBytes;
  throw new RangeFailure('network-unreachable', 'The server sent another range than was asked for.', {
    details: { repository, file, host: url.host },
  });
}

/** `W/"abc"` to `abc`. */
function normalizeEtag(etag: string | null): string | null {
  return etag === null ? null : etag.trim().replace(/^W\//, '').replace(/^"|"$/g, '');
}

/** Only a strong ETag promises the same bytes (RFC 9110, section 13.1.5). */
function readStrongEtag(headers: Headers): string | null {
  const etag = headers.get('etag')?.trim() ?? '';
  return /^"[\x21\x23-\x7e]*"$/.test(etag) ? etag : null;
}
