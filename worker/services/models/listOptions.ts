import type { CatalogEntry } from '../../models/catalog.ts';
import type { RepositoryFile } from '../../models/hub/listRepository.ts';
import { type ModelDtype, selectModelFiles } from '../../models/modelLayouts.ts';

/** What is fastest on processors first, as `auto` chooses in a model's folder. */
const PREFERENCE = ['q8', 'int8', 'uint8', 'fp32', 'q4', 'bnb4', 'fp16', 'q4f16'] as const;

/**
 * The dtypes of a repository that are worth offering, the one to take unless told otherwise first and those that it does
 * not have last. Where there is none, the first of the preference stands for what is missing.
 */
export function listOptions(
  files: readonly RepositoryFile[],
  entry: CatalogEntry | null,
): readonly [ModelDtype, ...ModelDtype[]] {
  const layout = entry?.layout ?? 'whisper-onnx';
  const candidates = entry?.dtypes ?? PREFERENCE;
  const isThere = (dtype: ModelDtype) => selectModelFiles(files, layout, dtype).missing.length === 0;
  const absent = entry === null ? [] : candidates.filter((dtype) => !isThere(dtype));
  const [first = candidates[0], ...others] = [...candidates.filter(isThere), ...absent];
  return [first, ...others];
}
