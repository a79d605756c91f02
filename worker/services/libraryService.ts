import type { ParsedRpcParams } from '../contract/index.ts';
import {
  AppError,
  DEFAULT_EXPORT_OPTIONS,
  type ExportContent,
  type ExportOptions,
  type JobSnapshot,
  type MediaRecord,
  type MeetingSummary,
  type SearchHit,
} from '../contract/index.ts';
import { createExportDocument, type ExportDocument } from '../exports/exportDocument.ts';
import { exportFormats } from '../exports/exportFormats.ts';
import { writeExport } from '../exports/writeExport.ts';
import type { Logger } from '../lib/logger.ts';
import { withoutUndefined } from '../lib/withoutUndefined.ts';
import type { TranscriptRepository } from '../transcripts/transcriptRepository.ts';
import type { JobsService } from './jobsService.ts';

export interface LibraryServiceOptions {
  readonly repository: TranscriptRepository;
  readonly jobs: Pick<JobsService, 'list' | 'removeOfMeeting'>;
  /** What people call a model, also one that is gone. */
  readonly nameModel: (modelId: string) => Promise<string>;
  readonly onMeetingChanged: (meetingId: string) => void;
  /** With the media that it was about, of which other meetings may still be. */
  readonly onMeetingRemoved: (meetingId: string, media: MediaRecord) => void;
  readonly logger: Logger;
}

/** What a person does with the meetings in the library, each change told to whoever shows them. */
export interface LibraryService extends Pick<TranscriptRepository, 'getMedia'> {
  readonly list: TranscriptRepository['listMeetings'];
  readonly get: TranscriptRepository['getMeeting'];
  /** Texts that were edited just before are found too. */
  search(request: ParsedRpcParams<'library.search'>): Promise<readonly SearchHit[]>;
  rename(meetingId: string, title: string): MeetingSummary;
  remove(meetingId: string): Promise<void>;
  /** Deletes one version of a meeting; throws `invalid-request` for the only complete one and one that is being made. */
  removeTranscript(transcriptId: string): void;
  renderExport(request: ParsedRpcParams<'exports.render'>): Promise<ExportContent>;
  writeExport(request: ParsedRpcParams<'exports.write'>): Promise<{ readonly path: string }>;
  /** Resolves when the words of what was deleted are gone from the search index too. */
  close(): Promise<void>;
}

export function createLibraryService(options: LibraryServiceOptions): LibraryService {
  const { repository, jobs, nameModel, onMeetingChanged, onMeetingRemoved, logger } = options;
  let compacting = Promise.resolve();
  const compactInBackground = () => {
    compacting = compacting
      .then(() => repository.compactIndex())
      .catch((error: unknown) => {
        logger.warn('The search index was not compacted.', { error });
      });
  };
  const loadDocument = async ({ meetingId, transcriptId }: MeetingVersion): Promise<ExportDocument> => {
    const meeting = repository.getMeeting(meetingId, transcriptId);
    const modelId = meeting.transcript?.modelId;
    return createExportDocument(meeting, modelId === undefined ? null : await nameModel(modelId));
  };

  return {
    list: (page) => repository.listMeetings(page),
    get: (meetingId, transcriptId) => repository.getMeeting(meetingId, transcriptId),
    getMedia: (mediaId) => repository.getMedia(mediaId),
    async search(request) {
      await repository.indexEdits();
      return repository.search(request);
    },
    rename(meetingId, title) {
      const renamed = repository.renameMeeting(meetingId, title);
      onMeetingChanged(meetingId);
      return renamed;
    },
    async remove(meetingId) {
      await jobs.removeOfMeeting(meetingId);
      const { media } = repository.getMeeting(meetingId);
      repository.removeMeeting(meetingId);
      onMeetingRemoved(meetingId, media);
      compactInBackground();
    },
    removeTranscript(transcriptId) {
      const { meetingId, status } = repository.getTranscript(transcriptId);
      const isWorkedOn = jobs.list().some((job) => job.meetingId === meetingId && isUnfinished(job));
      if (status === 'partial' && isWorkedOn) {
        throw new AppError('invalid-request', 'The transcript is being made.', { details: { transcriptId } });
      }
      repository.removeTranscript(transcriptId);
      onMeetingChanged(meetingId);
      compactInBackground();
    },
    async renderExport({ format, options: chosen, ...version }) {
      return exportFormats[format].render(await loadDocument(version), completeOptions(chosen));
    },
    async writeExport({ format, options: chosen, path, overwrite, ...version }) {
      const request = { format, options: completeOptions(chosen), path, overwrite };
      return { path: await writeExport(await loadDocument(version), request) };
    },
    close: () => compacting,
  };
}

interface MeetingVersion {
  readonly meetingId: string;
  /** The current one if none is given. */
  readonly transcriptId?: string | undefined;
}

function isUnfinished({ status }: JobSnapshot): boolean {
  return status === 'queued' || status === 'running' || status === 'paused';
}

function completeOptions(chosen: {
  readonly [Field in keyof ExportOptions]?: ExportOptions[Field] | undefined;
}): ExportOptions {
  return { ...DEFAULT_EXPORT_OPTIONS, ...withoutUndefined(chosen) };
}
