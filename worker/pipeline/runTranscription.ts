import type { AudioBlock } from '../audio/audioBlock.ts';
import { decodeAudio } from '../audio/decodeAudio.ts';
import type { RecognizerChunk } from '../asr/recognizer.ts';
import type { Engine } from '../engine/createEngine.ts';
import type { EngineRecognizer } from '../engine/engineRecognizer.ts';
import type { JobContext } from '../jobs/jobRun.ts';
import type { ResolvedModel } from '../models/modelStore.ts';
import type { TranscribeJobParams } from '../contract/index.ts';
import type { TranscriptRepository } from '../transcripts/transcriptRepository.ts';
import { assertSuitable } from './assertSuitable.ts';
import { createSegments } from './createSegments.ts';
import { type LanguageChoice, createLanguageChoice } from './languageChoice.ts';
import { recognizerOptions } from './recognizerOptions.ts';
import { type TrackResult, type TrackTranscriber, createTrackTranscriber } from './trackTranscriber.ts';
import type { SegmentsAdded } from './transcribeRunner.ts';
import {
  INITIAL_TRACK_CHECKPOINT,
  type TrackCheckpoint,
  type TranscriptionCheckpoint,
} from './transcriptionCheckpoint.ts';

/** Where results go, and where to go on from. */
export interface OpenTranscript {
  readonly meetingId: string;
  readonly transcriptId: string;
  readonly checkpoint: TranscriptionCheckpoint | null;
}

export interface RunTranscriptionOptions {
  readonly repository: TranscriptRepository;
  readonly engine: Engine;
  readonly speechDetectorPath: string;
  readonly onSegments: (added: SegmentsAdded) => void;
  readonly jobId: string;
  /** Called once, when nothing but the media itself can still keep the transcription from being made. */
  readonly openTranscript: () => Promise<OpenTranscript>;
  readonly model: ResolvedModel;
  /** Of the model's files. */
  readonly fingerprint: string;
  readonly params: TranscribeJobParams;
  /** As the container declares it; 0 if it does not. */
  readonly durationSeconds: number;
  readonly context: JobContext;
}

const SPEECH_DETECTOR_ID = 'silero-vad';

/**
 * The order of the stages: load the models, decode, detect speech, cut chunks, recognize, store. Every chunk is
 * committed with the place to go on from; a run that starts with that checkpoint decodes the media from its
 * beginning again, so that it meets the very same samples, and passes over what is done. Returns the transcript.
 */
export async function runTranscription(options: RunTranscriptionOptions): Promise<OpenTranscript> {
  const { engine, context, model, fingerprint, params } = options;
  const { signal } = context;
  reportStage(options, 'load-model');
  const recognizer = await engine.openRecognizer(
    {
      modelId: model.modelId,
      modelFolder: model.folder,
      content: fingerprint,
      dtype: 'auto',
      dtypes: model.dtypes,
      device: params.options.device,
    },
    signal,
    {
      onPreparingModel: () => {
        reportStage(options, 'prepare-model');
      },
    },
  );
  try {
    assertSuitable(recognizer.info, params.options);
    const vad = await engine.openSpeechDetector(
      { modelId: SPEECH_DETECTOR_ID, modelPath: options.speechDetectorPath },
      signal,
    );
    try {
      return await transcribeMedia(options, recognizer, vad);
    } finally {
      await vad.close();
    }
  } finally {
    await recognizer.close();
  }
}

async function transcribeMedia(
  options: RunTranscriptionOptions,
  recognizer: EngineRecognizer,
  vad: Stages['vad'],
): Promise<OpenTranscript> {
  const { params, context, repository } = options;
  const { signal } = context;
  const { streamIndex, channels } = params.options;
  const startedAtMs = performance.now();
  const blocks = decodeAudio({ path: params.path, streamIndex, channels, signal })[Symbol.asyncIterator]();
  try {
    const first = await blocks.next();
    const transcript = await options.openTranscript();
    const { checkpoint, transcriptId } = transcript;
    const workMs = () => (checkpoint?.workMs ?? 0) + performance.now() - startedAtMs;
    const language = createLanguageChoice(params.options, recognizer, checkpoint?.language ?? null, signal);
    await transcribeTracks({ ...options, ...transcript, recognizer, vad, language, workMs }, first, blocks);
    repository.completeTranscript(transcriptId, {
      realTimeFactor: workMs() / 1000 / Math.max(options.durationSeconds, 1),
      device: recognizer.info.device,
      ...(language.chosen === null ? {} : { language: language.chosen }),
    });
    return transcript;
  } finally {
    await blocks.return?.();
  }
}

interface Stages extends RunTranscriptionOptions, OpenTranscript {
  readonly recognizer: EngineRecognizer;
  readonly vad: Awaited<ReturnType<Engine['openSpeechDetector']>>;
  readonly language: LanguageChoice;
  readonly workMs: () => number;
}

async function transcribeTracks(
  stages: Stages,
  first: IteratorResult<AudioBlock>,
  blocks: AsyncIterator<AudioBlock>,
): Promise<void> {
  let tracks: readonly TrackTranscriber[] = [];
  const checkpoints: TrackCheckpoint[] = [];
  for (let next = first; next.done !== true; next = await blocks.next()) {
    const { startSample, tracks: trackSamples } = next.value;
    if (tracks.length === 0) {
      checkpoints.push(
        ...trackSamples.map((_, i) => stages.checkpoint?.tracks[i] ?? INITIAL_TRACK_CHECKPOINT),
      );
      tracks = checkpoints.map((checkpoint) => createTrack(stages, checkpoint));
      reportRecognition(stages, tracks);
    }
    for (const [i, track] of tracks.entries()) {
      const samples = trackSamples[i];
      if (samples === undefined) continue;
      for await (const result of track.push(samples, startSample)) {
        commit(stages, checkpoints, i, result);
        reportRecognition(stages, tracks);
      }
    }
    reportRecognition(stages, tracks);
  }
  for (const [i, track] of tracks.entries()) {
    for await (const result of track.finish()) {
      commit(stages, checkpoints, i, result);
      reportRecognition(stages, tracks);
    }
  }
  reportStage(stages, 'finish');
}

function createTrack({ vad, recognizer, language, params, context }: Stages, checkpoint: TrackCheckpoint) {
  const { signal } = context;
  return createTrackTranscriber({
    checkpoint,
    vad: {
      initialState: () => vad.initialState(),
      process: (samples, state) => vad.process(samples, state, signal),
      finish: (state) => vad.finish(state, signal),
    },
    async *recognizeGroup(chunks: readonly RecognizerChunk[]) {
      const options = recognizerOptions(params.options, await language.choose(chunks));
      yield* recognizer.recognize(chunks, options, signal);
    },
  });
}

/** Tracks share one transcript: chunk n of track t of T is chunk n * T + t. */
function commit(stages: Stages, checkpoints: TrackCheckpoint[], track: number, done: TrackResult): void {
  checkpoints[track] = done.checkpoint;
  const checkpoint: TranscriptionCheckpoint = {
    version: 1,
    language: stages.language.chosen,
    workMs: stages.workMs(),
    tracks: checkpoints,
  };
  const isSplit = checkpoints.length > 1;
  const segments = stages.repository.commitChunk({
    transcriptId: stages.transcriptId,
    jobId: stages.jobId,
    chunkIndex: done.chunk.index * checkpoints.length + track,
    segments: createSegments(done.chunk, done.result, isSplit ? track : null),
    checkpoint,
  });
  const { jobId, meetingId, transcriptId } = stages;
  stages.onSegments({ jobId, meetingId, transcriptId, segments });
}

function reportStage(
  { context, durationSeconds }: RunTranscriptionOptions,
  stage: 'load-model' | 'prepare-model' | 'finish',
): void {
  context.report({
    stage,
    fraction: stage === 'finish' ? 1 : 0,
    processedSeconds: null,
    totalSeconds: durationSeconds > 0 ? durationSeconds : null,
  });
}

function reportRecognition({ context, durationSeconds }: Stages, tracks: readonly TrackTranscriber[]): void {
  const processedSeconds = Math.min(...tracks.map((track) => track.doneSeconds));
  context.report({
    stage: 'recognize',
    fraction: durationSeconds > 0 ? Math.min(processedSeconds / durationSeconds, 1) : 0,
    processedSeconds,
    totalSeconds: durationSeconds > 0 ? durationSeconds : null,
  });
}
