import type { CatalogEntry } from '../../models/catalog.ts';
import type { RepositoryFile } from '../../models/hub/listRepository.ts';
import { listOfferedDtypes, type ModelDtype } from '../../models/modelLayouts.ts';

/** What is fastest on processors first, as `auto` chooses in a model's folder. */
const PREFERENCE: readonly ModelDtype[] = ['q8', 'int8', 'uint8', 'fp32', 'q4', 'bnb4', 'fp16', 'q4f16'];

/**
 * The dtypes of a repository that are worth offering, the one to take unless told otherwise first. Where there is none,
 * the first of the preference stands for what is missing.
 */
export function listOptions(
  files: readonly RepositoryFile[],
  entry: CatalogEntry | null,
): readonly [ModelDtype, ...ModelDtype[]] {
  if (entry !== null) return entry.dtypes;
  const offered = listOfferedDtypes(files, 'whisper-onnx');
  const [first = 'q8', ...others] = PREFERENCE.filter((dtype) => offered.includes(dtype));
  return [first, ...others];
}
