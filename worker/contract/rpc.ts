import type { z } from 'zod';
import type { CacheInfo, CacheTargetCheck, FreedReport } from './cache.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { ExportContent } from './exports.ts';
import type { JobSnapshot } from './jobs.ts';
import type { MediaInfo } from './media.ts';
import type {
  CatalogModel,
  ComputerSpeed,
  LoadedModel,
  ModelOffer,
  ModelStatistics,
  ModelStatus,
  ModelUpdate,
  ModelVersion,
} from './models.ts';
import type { EgressEntry, HubTokenStatus } from './network.ts';
import type { rpcSchemas } from './rpcSchemas.ts';
import type { Settings } from './settings.ts';
import type { MediaRecord, Meeting, MeetingSummary, SearchHit, StoredSegment } from './transcript.ts';
import type { TranscriptChange } from './transcriptEdits.ts';

/** Raised when a change to the messages would confuse the other side; both sides compare it on `ready`. */
export const PROTOCOL_VERSION = 1;

/** Method -> result. Parameters come from `rpcSchemas`; a method missing on either side is a compile error. */
export interface RpcResults {
  readonly 'settings.get': Settings;
  readonly 'settings.update': Settings;
  readonly 'models.list': readonly ModelStatus[];
  readonly 'models.catalog': readonly CatalogModel[];
  readonly 'models.speed': ComputerSpeed | null;
  readonly 'models.inspect': ModelOffer;
  readonly 'models.versions': readonly ModelVersion[];
  readonly 'models.useVersion': ModelStatus;
  readonly 'models.checkUpdates': readonly ModelUpdate[];
  readonly 'models.setPinned': ModelStatus;
  readonly 'models.release': ModelStatus;
  readonly 'models.statistics': readonly ModelStatistics[];
  readonly 'models.prepareOffline': readonly JobSnapshot[];
  readonly 'models.loaded': readonly LoadedModel[];
  readonly 'models.unload': readonly LoadedModel[];
  readonly 'models.remove': FreedReport;
  readonly 'cache.info': CacheInfo;
  readonly 'cache.checkTarget': CacheTargetCheck;
  readonly 'cache.prune': FreedReport;
  readonly 'cache.clear': FreedReport;
  readonly 'cache.cleanUp': FreedReport;
  readonly 'network.list': readonly EgressEntry[];
  readonly 'network.token': HubTokenStatus;
  readonly 'network.setToken': HubTokenStatus;
  readonly 'media.probe': MediaInfo;
  readonly 'media.get': MediaRecord;
  readonly 'media.peaks': readonly number[];
  readonly 'jobs.start': JobSnapshot;
  readonly 'jobs.list': readonly JobSnapshot[];
  readonly 'jobs.cancel': JobSnapshot;
  readonly 'jobs.retry': JobSnapshot;
  readonly 'jobs.pause': JobSnapshot;
  readonly 'jobs.resume': JobSnapshot;
  readonly 'jobs.remove': null;
  readonly 'jobs.move': readonly JobSnapshot[];
  readonly 'library.list': readonly MeetingSummary[];
  readonly 'library.get': Meeting;
  readonly 'library.search': readonly SearchHit[];
  readonly 'library.rename': MeetingSummary;
  readonly 'library.remove': null;
  readonly 'library.setNotes': null;
  readonly 'transcripts.edit': TranscriptChange;
  readonly 'transcripts.undo': TranscriptChange;
  readonly 'transcripts.redo': TranscriptChange;
  readonly 'transcripts.setCurrent': null;
  readonly 'transcripts.remove': null;
  readonly 'exports.render': ExportContent;
  readonly 'exports.write': { readonly path: string };
  readonly 'diagnostics.get': Diagnostics;
}

export type RpcMethod = keyof RpcResults;
/** What a caller may pass (defaults not yet applied). */
export type RpcParams<Method extends RpcMethod> = z.input<(typeof rpcSchemas)[Method]>;
/** What a handler receives, after the schema. */
export type ParsedRpcParams<Method extends RpcMethod> = z.output<(typeof rpcSchemas)[Method]>;
export type RpcResult<Method extends RpcMethod> = RpcResults[Method];

/** Events are hints to refresh what is shown; after a reconnect the truth is fetched again. */
export interface RpcEvents {
  readonly 'job.changed': JobSnapshot;
  readonly 'job.removed': { readonly jobId: string };
  readonly 'segments.added': {
    readonly jobId: string;
    readonly meetingId: string;
    readonly transcriptId: string;
    readonly segments: readonly StoredSegment[];
  };
  readonly 'transcript.changed': TranscriptChange;
  readonly 'notes.changed': { readonly meetingId: string; readonly notes: string };
  readonly 'meeting.changed': { readonly meetingId: string };
  readonly 'meeting.removed': { readonly meetingId: string };
  readonly 'settings.changed': Settings;
  readonly 'models.changed': { readonly modelId: string };
  /** What is in the cache, where it is, or how much room there is. */
  readonly 'cache.changed': Readonly<Record<string, never>>;
  /** Requests were made; at most once a second. */
  readonly 'network.changed': Readonly<Record<string, never>>;
}

export type RpcEvent = keyof RpcEvents;
