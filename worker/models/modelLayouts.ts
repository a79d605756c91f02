import { DTYPE_SUFFIXES, type GraphDtype, isGraphDtype } from '../contract/index.ts';
import type { RepositoryFile } from './hub/listRepository.ts';

/** How the files of a model lie in its repository. */
export type ModelLayout = 'whisper-onnx' | 'single-onnx';

export interface ModelSelection {
  readonly files: readonly RepositoryFile[];
  /** Names of files that are needed and not there. */
  readonly missing: readonly string[];
}

/** One dtype, or `encoder+decoder` where they differ. */
export type ModelDtype = GraphDtype | `${GraphDtype}+${GraphDtype}`;

/** Without one of these a Whisper model cannot be opened. The vocabulary has two forms; either will do. */
const WHISPER_CONFIG = ['config.json'];
const WHISPER_VOCABULARY = [['vocab.json', 'merges.txt'], ['tokenizer.json']];
const WHISPER_EXTRAS = [
  'generation_config.json',
  'preprocessor_config.json',
  'added_tokens.json',
  'special_tokens_map.json',
  'tokenizer_config.json',
  'normalizer.json',
];

export function isModelDtype(text: string): text is ModelDtype {
  const parts = text.split('+');
  return parts.length <= 2 && parts.every(isGraphDtype);
}

/**
 * The files of a repository that a model of a dtype consists of, with the external data of its graphs, and what it would
 * need and is not there. Of the repository's many versions of one graph only that of the dtype is taken.
 */
export function selectModelFiles(
  files: readonly RepositoryFile[],
  layout: ModelLayout,
  dtype: ModelDtype,
): ModelSelection {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const [encoderDtype = 'fp32', decoderDtype = encoderDtype] = dtype.split('+').filter(isGraphDtype);
  const graphs =
    layout === 'single-onnx'
      ? [`model${DTYPE_SUFFIXES[encoderDtype]}.onnx`]
      : [
          `encoder_model${DTYPE_SUFFIXES[encoderDtype]}.onnx`,
          ...findDecoders(byPath, DTYPE_SUFFIXES[decoderDtype]),
        ];
  const graphPaths = graphs.map((name) => findGraph(byPath, name));
  const configPaths = layout === 'single-onnx' ? [] : WHISPER_CONFIG;
  const vocabulary = layout === 'single-onnx' ? [] : findVocabulary(byPath);
  const needed = [...configPaths, ...vocabulary, ...graphPaths];
  const extras = layout === 'single-onnx' ? ['config.json'] : WHISPER_EXTRAS;
  const wanted = new Set([...needed, ...extras, ...graphPaths.flatMap((path) => findGraphData(files, path))]);
  return {
    files: files.filter(({ path }) => wanted.has(path)),
    missing: needed.filter((path) => !byPath.has(path)),
  };
}

/** The dtypes for which a repository has all graphs, in the order of `DTYPE_SUFFIXES`. */
export function listOfferedDtypes(
  files: readonly RepositoryFile[],
  layout: ModelLayout,
): readonly ModelDtype[] {
  return Object.keys(DTYPE_SUFFIXES)
    .filter(isGraphDtype)
    .filter((dtype) => {
      const { missing } = selectModelFiles(files, layout, dtype);
      return !missing.some((path) => path.endsWith('.onnx'));
    });
}

type FilesByPath = ReadonlyMap<string, RepositoryFile>;

/** A decoder is one merged file, or two: for the prompt and for each later token. */
function findDecoders(byPath: FilesByPath, suffix: string): readonly string[] {
  const merged = `decoder_model_merged${suffix}.onnx`;
  const split = [`decoder_model${suffix}.onnx`, `decoder_with_past_model${suffix}.onnx`];
  const isThere = (name: string) => byPath.has(findGraph(byPath, name));
  return !isThere(merged) && split.every(isThere) ? split : [merged];
}

/** `onnx/` goes before the root; what is in neither is missed in `onnx/`. */
function findGraph(byPath: FilesByPath, name: string): string {
  return !byPath.has(`onnx/${name}`) && byPath.has(name) ? name : `onnx/${name}`;
}

/** Weights above the two gigabytes of a protobuf lie beside it: `model.onnx_data`, `model.onnx_data_1`, `model.onnx.data`. */
function findGraphData(files: readonly RepositoryFile[], graph: string): readonly string[] {
  return files
    .map(({ path }) => path)
    .filter((path) => path.startsWith(graph) && /^[._]data(?:_\d+)?$/.test(path.slice(graph.length)));
}

function findVocabulary(byPath: FilesByPath): readonly string[] {
  const complete = WHISPER_VOCABULARY.find((paths) => paths.every((path) => byPath.has(path)));
  return complete ?? ['tokenizer.json'];
}
