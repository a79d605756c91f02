import type { Diagnostics, MediaInfo } from '../contract/index.ts';
import type { Engine } from '../engine/createEngine.ts';
import type { ModelStore } from '../models/modelStore.ts';
import type { SettingsStore } from '../settings/settingsStore.ts';
import type { CacheService } from './cache/cacheService.ts';
import type { JobsService } from './jobsService.ts';
import type { LibraryService } from './libraryService.ts';
import type { TranscriptService } from './transcriptService.ts';

/** What the worker can do, as its composition root put it together; the RPC handlers call nothing else. */
export interface WorkerServices {
  readonly settings: SettingsStore;
  readonly modelStore: ModelStore;
  readonly engine: Engine;
  readonly cache: CacheService;
  readonly jobs: JobsService;
  readonly library: LibraryService;
  readonly transcripts: TranscriptService;
  readonly probeMedia: (path: string) => Promise<MediaInfo>;
  readonly collectDiagnostics: () => Promise<Diagnostics>;
}
