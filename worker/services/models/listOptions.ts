import { listDtypesFor } from '../../contract/index.ts';
import type { CatalogEntry } from '../../models/catalog.ts';
import type { RepositoryFile } from '../../models/hub/listRepository.ts';
import { type ModelDtype, selectModelFiles } from '../../models/modelLayouts.ts';

/**
 * The dtypes of a repository that are worth offering, the one to take unless told otherwise first and those that it does
 * not have last. Where there is none, the first of the preference stands for what is missing.
 * @param device Decides the order, which is that in which `auto` chooses among what is there: on a processor that of
 * the catalog.
 */
export function listOptions(
  files: readonly RepositoryFile[],
  entry: CatalogEntry | null,
  device: string,
): readonly [ModelDtype, ...ModelDtype[]] {
  const layout = entry?.layout ?? 'whisper-onnx';
  const candidates = entry === null ? listDtypesFor(device) : sortFor(device, entry.dtypes);
  const isThere = (dtype: ModelDtype) => selectModelFiles(files, layout, dtype).missing.length === 0;
  const absent = entry === null ? [] : candidates.filter((dtype) => !isThere(dtype));
  const [first = candidates[0], ...others] = [...candidates.filter(isThere), ...absent];
  return [first, ...others];
}

function sortFor(device: string, dtypes: CatalogEntry['dtypes']): CatalogEntry['dtypes'] {
  if (device === 'cpu') return dtypes;
  const preference: readonly string[] = listDtypesFor(device);
  const rank = (dtype: ModelDtype) => {
    const [encoder = '', decoder = encoder] = dtype.split('+');
    return preference.indexOf(encoder) * preference.length + preference.indexOf(decoder);
  };
  const [first = dtypes[0], ...others] = dtypes.toSorted((a, b) => rank(a) - rank(b));
  return [first, ...others];
}
