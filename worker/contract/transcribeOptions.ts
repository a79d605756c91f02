import { z } from 'zod';

/** What a person may choose for one transcription. The same record is stored with the job and keys the library. */
export const transcribeOptionsSchema = z.strictObject({
  /** Model id from the list of models, or the absolute path of a model folder. */
  model: z.string().min(1).max(4096),
  /** Whisper language code, or `auto` to detect it. */
  language: z.string().regex(/^(auto|[a-z]{2,3})$/),
  /** Detect once for the file, or again for each chunk (meetings in more than one language). */
  languageDetection: z.enum(['file', 'chunk']),
  task: z.enum(['transcribe', 'translate']),
  /** Compute times for words as well as for segments. */
  words: z.boolean(),
  /** Text the model is told came before: names, spelling, style. */
  prompt: z.string().max(4000),
  /** Words to listen for. */
  hotwords: z.array(z.string().min(1).max(200)).max(500),
  device: z.enum(['auto', 'cpu', 'webgpu', 'dml', 'coreml']),
  /** 1 is greedy. Higher is a little more accurate and about that many times slower. */
  beamSize: z.number().int().min(1).max(16),
  /** Index of the audio stream in the file; null is the first. */
  streamIndex: z.number().int().min(0).max(255).nullable(),
  /** `split` transcribes the left and right channel of a call as two tracks. */
  channels: z.enum(['mix', 'split']),
});

export type TranscribeOptions = z.infer<typeof transcribeOptionsSchema>;

export const DEFAULT_TRANSCRIBE_OPTIONS: TranscribeOptions = {
  model: 'earshot-starter',
  language: 'auto',
  languageDetection: 'file',
  task: 'transcribe',
  words: true,
  prompt: '',
  hotwords: [],
  device: 'auto',
  beamSize: 1,
  streamIndex: null,
  channels: 'mix',
};
