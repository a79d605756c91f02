import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, DTYPE_SUFFIXES, isGraphDtype, listDtypesFor } from '../../contract/index.ts';
import { toFileError } from '../../lib/toFileError.ts';

/** Where the graphs of one model lie. A decoder is one merged file, or two: for the prompt and for each later token. */
export interface WhisperFiles {
  readonly encoder: string;
  readonly decoder: DecoderFiles;
  /** One dtype, or `encoder+decoder` when they differ. */
  readonly dtype: string;
}

export type DecoderFiles =
  | { readonly kind: 'merged'; readonly path: string }
  | { readonly kind: 'split'; readonly promptPath: string; readonly stepPath: string }
  | PreparedDecoderFiles;

/** Rewritten for this program: cross-attention keys and values by one graph, prompts and steps by the other. */
export interface PreparedDecoderFiles {
  readonly kind: 'prepared';
  readonly crossPath: string;
  readonly path: string;
}

/**
 * Finds a model's graphs in `<folder>/onnx` or in the folder itself. With `auto` encoder and decoder are chosen one
 * by one, or of `installed`, where that is given, the best pair; a named dtype must be there for both.
 *
 * Throws `model-missing` naming the file looked for, `invalid-request` for an unknown dtype, `permission-denied`.
 */
export async function findWhisperFiles(
  folder: string,
  dtype: string,
  device: string,
  installed: readonly string[] | null = null,
): Promise<WhisperFiles> {
  const preference = listDtypesFor(device);
  const best = dtype === 'auto' && installed !== null ? chooseBest(installed, preference) : null;
  const [encoderDtypes, decoderDtypes] =
    best ?? (dtype === 'auto' ? [preference, preference] : [[dtype], [dtype]]);
  if (dtype !== 'auto' && !isGraphDtype(dtype)) {
    throw new AppError('invalid-request', `There is no dtype ${dtype}.`, { details: { dtype } });
  }
  const paths = await listGraphs(folder);
  const encoder = findFirst(encoderDtypes, (suffix) => paths.get(`encoder_model${suffix}.onnx`));
  if (encoder === null) throw missing(folder, `encoder_model${suffixOf(best?.[0][0] ?? dtype)}.onnx`);
  const decoder = findFirst(decoderDtypes, (suffix) => findDecoder(paths, suffix));
  if (decoder === null) throw missing(folder, `decoder_model_merged${suffixOf(best?.[1][0] ?? dtype)}.onnx`);
  return {
    encoder: encoder.found,
    decoder: decoder.found,
    dtype: encoder.dtype === decoder.dtype ? encoder.dtype : `${encoder.dtype}+${decoder.dtype}`,
  };
}

/** Of `q8` or `fp16+q4f16`, the one that comes first in the preference, the encoder's before the decoder's. */
function chooseBest(
  installed: readonly string[],
  preference: readonly string[],
): readonly [readonly string[], readonly string[]] | null {
  const [best] = installed
    .map((pair) => {
      const [encoder = '', decoder = encoder] = pair.split('+');
      return { encoder, decoder };
    })
    .sort(
      (a, b) =>
        preference.indexOf(a.encoder) - preference.indexOf(b.encoder) ||
        preference.indexOf(a.decoder) - preference.indexOf(b.decoder),
    );
  return best === undefined ? null : [[best.encoder], [best.decoder]];
}

/** The dtypes for which the folder has both encoder and decoder. */
export async function listDtypes(folder: string): Promise<readonly string[]> {
  const paths = await listGraphs(folder);
  return Object.entries(DTYPE_SUFFIXES).flatMap(([dtype, suffix]) =>
    paths.has(`encoder_model${suffix}.onnx`) && findDecoder(paths, suffix) !== undefined ? [dtype] : [],
  );
}

/** Graph file name -> path; `onnx/` goes before the folder itself. */
async function listGraphs(folder: string): Promise<ReadonlyMap<string, string>> {
  const paths = new Map<string, string>();
  for (const directory of [folder, join(folder, 'onnx')]) {
    for (const name of await listNames(directory)) {
      if (name.endsWith('.onnx')) paths.set(name, join(directory, name));
    }
  }
  return paths;
}

/** What a folder that is no folder would be there for is not there: a file, or links in a circle. */
const NO_FOLDER: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

async function listNames(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (error instanceof Error && 'code' in error && NO_FOLDER.has(error.code)) return [];
    throw toFileError(error, directory);
  }
}

function findDecoder(paths: ReadonlyMap<string, string>, suffix: string): DecoderFiles | undefined {
  const path = paths.get(`decoder_model_merged${suffix}.onnx`);
  if (path !== undefined) return { kind: 'merged', path };
  const promptPath = paths.get(`decoder_model${suffix}.onnx`);
  const stepPath = paths.get(`decoder_with_past_model${suffix}.onnx`);
  if (promptPath === undefined || stepPath === undefined) return undefined;
  return { kind: 'split', promptPath, stepPath };
}

function findFirst<T>(
  dtypes: readonly string[],
  find: (suffix: string) => T | undefined,
): { readonly found: T; readonly dtype: string } | null {
  for (const dtype of dtypes) {
    const found = find(suffixOf(dtype));
    if (found !== undefined) return { found, dtype };
  }
  return null;
}

function suffixOf(dtype: string): string {
  return isGraphDtype(dtype) ? DTYPE_SUFFIXES[dtype] : '';
}

function missing(folder: string, file: string): AppError {
  return new AppError('model-missing', `${folder} has no ${file}.`, { details: { folder, file } });
}
