import type { Engine } from '../engine/createEngine.ts';
import type { JobContext, JobRunner } from '../jobs/jobRun.ts';
import type { Logger } from '../lib/logger.ts';
import type { ModelCache } from '../models/cache/modelCache.ts';
import type { ModelStore, ResolvedModel } from '../models/modelStore.ts';
import { useModel } from '../models/useModel.ts';
import type { JobResultByKind, JobSnapshot, StoredSegment, TranscribeJobParams } from '../contract/index.ts';
import type { NewMedia } from '../transcripts/mediaRecords.ts';
import type { TranscriptRepository } from '../transcripts/transcriptRepository.ts';
import { optionsKey } from './optionsKey.ts';
import { prepareMedia } from './prepareMedia.ts';
import { type OpenTranscript, runTranscription } from './runTranscription.ts';
import { transcriptionCheckpointSchema } from './transcriptionCheckpoint.ts';

export interface SegmentsAdded {
  readonly jobId: string;
  readonly meetingId: string;
  readonly transcriptId: string;
  readonly segments: readonly StoredSegment[];
}

export interface TranscribeRunnerOptions {
  readonly repository: TranscriptRepository;
  readonly engine: Engine;
  readonly modelStore: ModelStore;
  readonly cache: ModelCache;
  readonly speechDetectorPath: string;
  /** Where a recording will be found from now on: its own path, or that of a copy. May throw what `keepMedia` throws. */
  readonly keepMedia: (media: NewMedia, signal: AbortSignal) => Promise<string>;
  readonly logger: Logger;
  readonly onSegments: (added: SegmentsAdded) => void;
  readonly onMeetingChanged: (meetingId: string) => void;
}

const NOTHING_DONE = { fraction: 0, processedSeconds: null, totalSeconds: null } as const;

/**
 * Runs a transcription job: identifies the media, answers from the library when the same media was transcribed with the
 * same options, goes on with what an earlier run left, or starts anew. Throws what the stages throw; what was
 * committed stays. The library gets a new meeting only when the model is in memory and the media has given sound.
 */
export function createTranscribeRunner(options: TranscribeRunnerOptions): JobRunner<'transcribe'> {
  const { repository, modelStore } = options;
  return {
    lane: 'compute',
    async run(job, context) {
      const request = {
        name: job.params.options.model,
        task: 'asr',
        signal: context.signal,
        onWait: () => {
          context.report({ ...NOTHING_DONE, stage: 'wait' });
        },
      } as const;
      const { model, release } = await useModel(options, request);
      try {
        return await transcribe(job, model, context);
      } finally {
        release();
      }
    },
  };

  async function transcribe(
    { jobId, params }: JobSnapshot<'transcribe'>,
    model: ResolvedModel,
    context: JobContext,
  ): Promise<JobResultByKind['transcribe']> {
    context.report({ ...NOTHING_DONE, stage: 'prepare' });
    const media = await prepareMedia(params.path, params.options.streamIndex, context.signal);
    const fingerprint = await modelStore.fingerprint(model);
    const key = optionsKey(params.options, fingerprint);

    const known = repository.findMediaByHash(media.contentHash);
    if (known !== null && !params.force) {
      const transcript = repository.findTranscript({ mediaId: known.mediaId, optionsKey: key });
      if (transcript !== null) {
        const { meetingId, transcriptId } = transcript;
        context.setMeeting(meetingId);
        repository.showTranscriptAgain(transcriptId);
        options.onMeetingChanged(meetingId);
        return { transcriptId, isFromLibrary: true };
      }
    }

    const { meetingId, transcriptId } = await runTranscription({
      ...options,
      jobId,
      model,
      fingerprint,
      params,
      durationSeconds: media.record.durationSeconds,
      context,
      async openTranscript() {
        const path = known?.path ?? (await options.keepMedia(media.record, context.signal));
        const meeting =
          (known === null ? null : repository.findMeeting(known.mediaId)) ??
          repository.createMeeting({ title: media.title, media: { ...media.record, path } });
        context.setMeeting(meeting.meetingId);
        options.onMeetingChanged(meeting.meetingId);
        const mediaId = known?.mediaId ?? null;
        return openTranscript(options, { meetingId: meeting.meetingId, mediaId, key, model, params });
      },
    });
    options.onMeetingChanged(meetingId);
    return { transcriptId, isFromLibrary: false };
  }
}

interface TranscriptRequest {
  readonly meetingId: string;
  readonly mediaId: string | null;
  readonly key: string;
  readonly model: ResolvedModel;
  readonly params: TranscribeJobParams;
}

/** The transcript that an earlier run left unfinished, or a new one. */
function openTranscript(
  { repository, logger }: Pick<TranscribeRunnerOptions, 'repository' | 'logger'>,
  { meetingId, mediaId, key, model, params }: TranscriptRequest,
): OpenTranscript {
  const partial = mediaId === null ? null : repository.findPartialTranscript({ mediaId, optionsKey: key });
  if (partial !== null) {
    const { transcriptId } = partial.transcript;
    const parsed = transcriptionCheckpointSchema.nullable().safeParse(partial.checkpoint);
    if (parsed.success) return { meetingId, transcriptId, checkpoint: parsed.data };
    logger.warn('A checkpoint cannot be read; the transcription starts again.', { transcriptId });
    repository.discardTranscript(transcriptId);
  }
  const { transcriptId } = repository.startTranscript({
    meetingId,
    modelId: model.modelId,
    device: params.options.device,
    language: params.options.language,
    optionsKey: key,
  });
  return { meetingId, transcriptId, checkpoint: null };
}
