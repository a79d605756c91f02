import type { ModelCache } from '../../models/cache/modelCache.ts';
import type { DownloadProgress } from '../../models/download/downloadProgress.ts';
import type { HubService } from './hubService.ts';

export interface RepairFilesRequest {
  readonly repository: string;
  readonly commit: string;
  readonly paths: readonly string[];
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: DownloadProgress) => void;
}

/**
 * Fetches files of a revision again that are broken or gone, and those alone. Whoever calls holds the cache's content.
 * Throws what a download throws.
 */
export async function repairFiles(
  { hub, cache }: { readonly hub: HubService; readonly cache: ModelCache },
  { repository, commit, paths, signal, onProgress }: RepairFilesRequest,
): Promise<void> {
  const wanted = new Set(paths);
  const { downloader } = await hub.connect();
  await hub.whileOnline(signal, (onlineSignal) =>
    downloader.download({
      cacheDir: cache.location().path,
      repository,
      revision: commit,
      select(files) {
        const found = files.filter(({ path }) => wanted.has(path));
        const names = new Set(found.map(({ path }) => path));
        return { files: found, missing: paths.filter((path) => !names.has(path)) };
      },
      signal: onlineSignal,
      ...(onProgress === undefined ? {} : { onProgress }),
    }),
  );
}
