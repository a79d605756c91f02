import type { Diagnostics, MediaInfo, SettingsPatch } from '../contract/index.ts';
import type { Engine } from '../engine/createEngine.ts';
import type { SettingsStore } from '../settings/settingsStore.ts';
import type { CacheService } from './cache/cacheService.ts';
import type { JobsService } from './jobsService.ts';
import type { LibraryService } from './libraryService.ts';
import type { HubService } from './models/hubService.ts';
import type { ModelsService } from './models/modelsService.ts';
import type { TranscriptService } from './transcriptService.ts';

/** What the worker can do, as its composition root put it together; the RPC handlers call nothing else. */
export interface WorkerServices {
  readonly settings: SettingsStore;
  /** Throws `invalid-request` for settings that are well-formed and cannot be used. */
  readonly checkSettings: (patch: SettingsPatch) => void;
  readonly models: ModelsService;
  readonly hub: HubService;
  readonly engine: Engine;
  readonly cache: CacheService;
  readonly jobs: JobsService;
  readonly library: LibraryService;
  readonly transcripts: TranscriptService;
  readonly probeMedia: (path: string) => Promise<MediaInfo>;
  readonly collectDiagnostics: () => Promise<Diagnostics>;
}
