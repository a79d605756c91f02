import {
  DEFAULT_TRANSCRIBE_OPTIONS,
  type JobSnapshot,
  type Meeting,
  type MeetingSummary,
  type ModelStatus,
  type StoredSegment,
} from '../../worker/contract/index.ts';

/** Records for tests that look at a few of their fields. */
export function createJob(fields: Partial<JobSnapshot<'transcribe'>> = {}): JobSnapshot {
  return {
    jobId: 'job1',
    kind: 'transcribe',
    lane: 'compute',
    status: 'running',
    params: { path: '/meetings/standup.wav', options: DEFAULT_TRANSCRIBE_OPTIONS, force: false },
    progress: null,
    error: null,
    result: null,
    meetingId: 'm1',
    attempt: 1,
    createdAtMs: 0,
    startedAtMs: null,
    finishedAtMs: null,
    ...fields,
  };
}

export function createMeetingSummary(fields: Partial<MeetingSummary> = {}): MeetingSummary {
  return {
    meetingId: 'm1',
    title: 'Standup',
    createdAtMs: 0,
    durationSeconds: 60,
    language: 'en',
    status: 'complete',
    speakerCount: 0,
    ...fields,
  };
}

/** A downloaded model of speech that can be used. */
export function createModel(fields: Partial<ModelStatus> = {}): ModelStatus {
  return {
    modelId: 'org/name',
    task: 'asr',
    title: 'Name',
    source: 'cache',
    folder: '/models',
    sizeBytes: 5,
    capabilities: null,
    caution: null,
    cached: {
      repository: 'org/name',
      commit: 'c',
      revision: 'main',
      dtypes: ['q8'],
      isComplete: true,
      isDamaged: false,
      missing: [],
      isPinned: false,
      lastUsedAtMs: null,
      downloadedAtMs: 0,
      licence: null,
      versions: 1,
      partialBytes: 0,
      isQuarantined: false,
    },
    ...fields,
  };
}

export function createSegment(fields: Partial<StoredSegment> = {}): StoredSegment {
  return {
    id: 0,
    start: 0,
    end: 1,
    text: 'Hello.',
    language: 'en',
    channel: null,
    speaker: null,
    avgLogprob: -0.1,
    noSpeechProb: 0,
    compressionRatio: 1,
    temperature: 0,
    removed: null,
    edited: false,
    words: [],
    ...fields,
  };
}

export function createMeeting(segments: readonly StoredSegment[]): Meeting {
  const summary = createMeetingSummary({ status: 'partial' });
  return {
    ...summary,
    media: {
      mediaId: 'media1',
      path: '/meetings/standup.wav',
      contentHash: '00',
      sizeBytes: 1,
      durationSeconds: 60,
    },
    transcript: {
      transcriptId: 't1',
      meetingId: summary.meetingId,
      modelId: 'earshot-starter',
      device: 'cpu',
      language: 'en',
      status: 'partial',
      createdAtMs: 0,
      realTimeFactor: null,
      segments,
      speakers: [],
      revision: 0,
      history: { undo: null, redo: null },
    },
    transcripts: [],
    notes: '',
  };
}
