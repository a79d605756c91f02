import { AppError } from '../../contract/index.ts';
import type { HubClient } from '../hub/hubClient.ts';
import { RetryableError } from '../hub/retryableError.ts';
import { createRetryPlan, type Sleep } from '../hub/retryPlan.ts';
import type { PartialFile } from './partialFile.ts';
import { openRemoteFile, RangeFailure, type RemoteFile, StorageRefusal } from './remoteFile.ts';

export interface ReceiveFileOptions {
  readonly client: HubClient;
  readonly repository: string;
  readonly commit: string;
  readonly file: string;
  readonly etag: string;
  readonly sizeBytes: number;
  readonly partial: PartialFile;
  readonly signal: AbortSignal;
  readonly sleep?: Sleep;
  /** Told where the download is, in bytes from the start; it can go back. */
  readonly onReceived: (receivedBytes: number) => void;
}

/** Section 2.8 of the download specification: so many new addresses, then once without a range. */
const MAX_STORAGE_REFUSALS = 3;

/**
 * Downloads a file into its partial file, on from where it is, again and again until it is whole and has the right
 * hash. Content that is wrong is fetched once more from the start. Throws `download-corrupt` (nothing is left then),
 * else what `openRemoteFile` and `PartialFile` throw, with all that arrived left for the next time.
 */
export async function receiveFile(options: ReceiveFileOptions): Promise<void> {
  const { partial, etag, repository, file } = options;
  for (let attempt = 1; ; attempt += 1) {
    const isWhole = await receiveAllBytes(options);
    if (isWhole && (await partial.finish()) === etag) return;
    await partial.restart();
    options.onReceived(0);
    if (attempt === 2) {
      throw new AppError('download-corrupt', 'The content does not have the hash by which it is named.', {
        details: { repository, file, etag, reason: isWhole ? 'wrong-hash' : 'too-long' },
      });
    }
  }
}

/** False when more bytes came than the file has. */
async function receiveAllBytes(options: ReceiveFileOptions): Promise<boolean> {
  const { partial, sizeBytes, signal, sleep } = options;
  const retry = createRetryPlan({ signal, ...(sleep ? { sleep } : {}) });
  let refusals = 0;
  while (partial.receivedBytes < sizeBytes) {
    try {
      const remote = await openFromPartial(options, refusals > MAX_STORAGE_REFUSALS);
      const startedAtBytes = partial.receivedBytes;
      try {
        if (!(await appendBody(remote, options))) return false;
      } finally {
        const newBytes = partial.receivedBytes - startedAtBytes;
        retry.progressed(newBytes);
        // One address was good, so the next refusal is the first; ranges that are refused stay refused.
        if (newBytes > 0 && refusals <= MAX_STORAGE_REFUSALS) refusals = 0;
      }
      if (partial.receivedBytes < sizeBytes) throw endedEarly(options);
    } catch (error) {
      if (error instanceof RangeFailure) await partial.restart();
      if (error instanceof StorageRefusal) {
        refusals += 1;
        if (refusals > MAX_STORAGE_REFUSALS + 1) throw error;
      }
      await retry.failed(error);
    }
  }
  return true;
}

async function openFromPartial(options: ReceiveFileOptions, withoutRange: boolean): Promise<RemoteFile> {
  const { partial } = options;
  const remote = await openRemoteFile({
    ...options,
    offsetBytes: withoutRange ? 0 : partial.receivedBytes,
    validator: partial.validator,
  });
  try {
    if (remote.startBytes !== partial.receivedBytes) await partial.restart();
    partial.setValidator(remote.validator);
    return remote;
  } catch (error) {
    remote.discard();
    throw error;
  }
}

/** False as soon as there are more bytes than the file has. */
async function appendBody({ body }: RemoteFile, options: ReceiveFileOptions): Promise<boolean> {
  const { partial, sizeBytes, onReceived } = options;
  for await (const piece of body) {
    if (partial.receivedBytes + piece.length > sizeBytes) return false;
    await partial.append(piece);
    onReceived(partial.receivedBytes);
  }
  return true;
}

function endedEarly({ repository, file }: ReceiveFileOptions): RetryableError {
  return new RetryableError('network-unreachable', 'The file ended early.', {
    details: { repository, file, reason: 'stalled' },
  });
}
