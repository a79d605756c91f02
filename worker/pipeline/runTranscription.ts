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

export interface RunTranscriptionOptions {
  readonly repository: TranscriptRepository;
  readonly engine: Engine;
  readonly speechDetectorPath: string;
  readonly onSegments: (added: SegmentsAdded) => void;
  readonly jobId: string;
  readonly meetingId: string;
  readonly transcriptId: string;
  readonly checkpoint: TranscriptionCheckpoint | null;
  readonly model: ResolvedModel;
  readonly params: TranscribeJobParams;
  /** As the container declares it; 0 if it does not. */
  readonly durationSeconds: number;
  readonly context: JobContext;
}

const SPEECH_DETECTOR_ID = 'silero-vad';

/**
 * The order of the stages: load the models, decode, detect speech, cut chunks, recognize, store. Every chunk is
 * committed with the place to go on from; a run that starts with that checkpoint decodes the media from its
 * beginning again, so that it meets the very same samples, and passes over what is done.
 */
export async function runTranscription(options: RunTranscriptionOptions): Promise<void> {
  const { engine, context, model, params, repository, transcriptId } = options;
  const { signal } = context;
  reportStage(options, 'load-model');
  const recognizer = await engine.openRecognizer(
    { modelId: model.modelId, modelFolder: model.folder, dtype: 'auto', device: params.options.device },
    signal,
  );
  try {
    assertSuitable(recognizer.info, params.options);
    const vad = await engine.openSpeechDetector(
      { modelId: SPEECH_DETECTOR_ID, modelPath: options.speechDetectorPath },
      signal,
    );
    try {
      const startedAtMs = performance.now() - (options.checkpoint?.workMs ?? 0);
      const language = createLanguageChoice(
        params.options,
        recognizer,
        options.checkpoint?.language ?? null,
        signal,
      );
      await transcribeTracks({
        ...options,
        recognizer,
        vad,
        language,
        workMs: () => performance.now() - startedAtMs,
      });
      const durationSeconds = Math.max(options.durationSeconds, 1);
      repository.completeTranscript(transcriptId, {
        realTimeFactor: (performance.now() - startedAtMs) / 1000 / durationSeconds,
        device: recognizer.info.device,
        ...(language.chosen === null ? {} : { language: language.chosen }),
      });
    } finally {
      await vad.close();
    }
  } finally {
    await recognizer.close();
  }
}

interface Stages extends RunTranscriptionOptions {
  readonly recognizer: EngineRecognizer;
  readonly vad: Awaited<ReturnType<Engine['openSpeechDetector']>>;
  readonly language: LanguageChoice;
  readonly workMs: () => number;
}

async function transcribeTracks(stages: Stages): Promise<void> {
  const { params, context } = stages;
  const { streamIndex, channels } = params.options;
  const blocks = decodeAudio({ path: params.path, streamIndex, channels, signal: context.signal });
  let tracks: readonly TrackTranscriber[] = [];
  const checkpoints: TrackCheckpoint[] = [];
  for await (const { startSample, tracks: trackSamples } of blocks) {
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
      for await (const result of track.push(samples, startSample)) commit(stages, checkpoints, i, result);
    }
    reportRecognition(stages, tracks);
  }
  for (const [i, track] of tracks.entries()) {
    for await (const result of track.finish()) commit(stages, checkpoints, i, result);
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
  stages.onSegments({ jobId: stages.jobId, meetingId: stages.meetingId, segments });
}

function reportStage(
  { context, durationSeconds }: RunTranscriptionOptions,
  stage: 'load-model' | 'finish',
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
