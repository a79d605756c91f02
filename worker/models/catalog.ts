import type { ModelTask } from '../contract/index.ts';
import type { ModelDtype, ModelLayout } from './modelLayouts.ts';

/**
 * A model that Earshot knows by name. Exact size, hashes and commit are not here: they come from the hub's listing when
 * the entry is resolved, and are pinned then.
 */
export interface CatalogEntry {
  readonly id: string;
  readonly title: string;
  readonly task: ModelTask;
  readonly repository: string;
  /** Whisper codes; `multilingual` for the languages that the model's own files name. Empty where none matters. */
  readonly languages: readonly string[] | 'multilingual';
  readonly licence: Licence;
  readonly layout: ModelLayout;
  /** Those worth offering, the one to take unless told otherwise first. */
  readonly dtypes: readonly [ModelDtype, ...ModelDtype[]];
  /** Of the files of the first dtype in the hub's listing, in October 2026, rounded; null where it was not looked up. */
  readonly approximateMegabytes: number | null;
  /** By the model cards and papers; null where they do not say. */
  readonly parametersMillions: number | null;
  /** Null for what is no Whisper. */
  readonly shape: WhisperShape | null;
}

/** What the work of a Whisper model grows with, by the model's own configuration. */
export interface WhisperShape {
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  readonly width: number;
}

export interface Licence {
  /** SPDX id. */
  readonly id: string;
  /** The repository whose card says so, where it is not the entry's own: exports often name only their origin. */
  readonly declaredBy: string;
}

interface WhisperSize {
  readonly size: string;
  readonly title: string;
  readonly approximateMegabytes: number;
  readonly parametersMillions: number;
  readonly layers: number;
  readonly width: number;
}

/** But for the sizes: "Robust Speech Recognition via Large-Scale Weak Supervision" (Radford and others, 2022), table 1. */
const WHISPER_SIZES: readonly WhisperSize[] = [
  {
    size: 'tiny',
    title: 'Whisper tiny',
    approximateMegabytes: 41,
    parametersMillions: 39,
    layers: 4,
    width: 384,
  },
  {
    size: 'base',
    title: 'Whisper base',
    approximateMegabytes: 77,
    parametersMillions: 74,
    layers: 6,
    width: 512,
  },
  {
    size: 'small',
    title: 'Whisper small',
    approximateMegabytes: 249,
    parametersMillions: 244,
    layers: 12,
    width: 768,
  },
  {
    size: 'medium',
    title: 'Whisper medium',
    approximateMegabytes: 986,
    parametersMillions: 769,
    layers: 24,
    width: 1024,
  },
];

/** int8 is fastest on processors; half floats and four bits are for GPUs. */
const WHISPER_DTYPES = ['q8', 'fp32', 'fp16', 'q4', 'fp16+q4f16'] as const;

/** The `_timestamped` exports have the same weights as the plain ones and the attention that word times need. */
function createWhisperEntries({
  size,
  title,
  approximateMegabytes,
  parametersMillions,
  layers,
  width,
}: WhisperSize): readonly CatalogEntry[] {
  const shape = { encoderLayers: layers, decoderLayers: layers, width };
  const shared = {
    ...({ task: 'asr', layout: 'whisper-onnx', dtypes: WHISPER_DTYPES } as const),
    ...{ approximateMegabytes, parametersMillions, shape },
  };
  return [
    {
      ...shared,
      id: `whisper-${size}`,
      title,
      repository: `onnx-community/whisper-${size}_timestamped`,
      languages: 'multilingual',
      licence: { id: 'Apache-2.0', declaredBy: `openai/whisper-${size}` },
    },
    {
      ...shared,
      id: `whisper-${size}.en`,
      title: `${title}, English`,
      repository: `onnx-community/whisper-${size}.en_timestamped`,
      languages: ['en'],
      licence: { id: 'Apache-2.0', declaredBy: `openai/whisper-${size}.en` },
    },
  ];
}

export const CATALOG: readonly CatalogEntry[] = [
  ...WHISPER_SIZES.flatMap(createWhisperEntries),
  {
    id: 'whisper-large-v3',
    title: 'Whisper large v3',
    task: 'asr',
    repository: 'onnx-community/whisper-large-v3-ONNX',
    languages: 'multilingual',
    licence: { id: 'Apache-2.0', declaredBy: 'openai/whisper-large-v3' },
    layout: 'whisper-onnx',
    dtypes: ['q8', 'q4', 'q4f16'],
    approximateMegabytes: null,
    parametersMillions: 1550,
    shape: { encoderLayers: 32, decoderLayers: 32, width: 1280 },
  },
  {
    id: 'whisper-large-v3-turbo',
    title: 'Whisper large v3 turbo',
    task: 'asr',
    repository: 'onnx-community/whisper-large-v3-turbo_timestamped',
    languages: 'multilingual',
    licence: { id: 'MIT', declaredBy: 'openai/whisper-large-v3-turbo' },
    layout: 'whisper-onnx',
    // Not fp32: its encoder of 2.4 GB is more than a process of the desktop app may hold.
    dtypes: ['q8', 'q4', 'q4f16', 'fp16'],
    approximateMegabytes: 1085,
    parametersMillions: 809,
    shape: { encoderLayers: 32, decoderLayers: 4, width: 1280 },
  },
  {
    id: 'distil-small.en',
    title: 'Distil-Whisper small, English',
    task: 'asr',
    repository: 'onnx-community/distil-small.en',
    languages: ['en'],
    licence: { id: 'MIT', declaredBy: 'distil-whisper/distil-small.en' },
    layout: 'whisper-onnx',
    // Not fp16: recent ONNX Runtime does not load its decoder.
    dtypes: ['q8', 'fp32', 'q4'],
    approximateMegabytes: 175,
    parametersMillions: 166,
    shape: { encoderLayers: 12, decoderLayers: 4, width: 768 },
  },
  {
    id: 'distil-large-v3.5',
    title: 'Distil-Whisper large v3.5, English',
    task: 'asr',
    repository: 'onnx-community/distil-large-v3.5-ONNX',
    languages: ['en'],
    licence: { id: 'MIT', declaredBy: 'distil-whisper/distil-large-v3.5' },
    layout: 'whisper-onnx',
    dtypes: ['q8', 'q4', 'q4f16'],
    approximateMegabytes: null,
    parametersMillions: 756,
    shape: { encoderLayers: 32, decoderLayers: 2, width: 1280 },
  },
  {
    id: 'silero-vad',
    title: 'Silero VAD',
    task: 'vad',
    repository: 'onnx-community/silero-vad',
    languages: [],
    licence: { id: 'MIT', declaredBy: 'onnx-community/silero-vad' },
    layout: 'single-onnx',
    dtypes: ['fp32'],
    approximateMegabytes: 2,
    parametersMillions: null,
    shape: null,
  },
];

export function findCatalogEntry(id: string): CatalogEntry | null {
  return CATALOG.find((entry) => entry.id === id) ?? null;
}
