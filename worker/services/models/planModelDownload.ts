import type { DownloadModelJobParams } from '../../contract/index.ts';
import type { RepositoryRecord } from '../../models/cache/cacheLedger.ts';
import type { FileSelection } from '../../models/download/modelDownloader.ts';
import type { InstalledModel } from '../../models/findInstalledModel.ts';
import type { RepositoryFile } from '../../models/hub/listRepository.ts';
import { isModelDtype, type ModelDtype, selectModelFiles } from '../../models/modelLayouts.ts';
import type { ModelTarget } from '../../models/modelTarget.ts';
import { listOptions } from './listOptions.ts';

export interface ModelDownloadPlan {
  readonly revision: string;
  readonly select: (files: readonly RepositoryFile[]) => FileSelection;
  /** Those that were selected; to be asked afterwards. */
  readonly dtypes: () => readonly ModelDtype[];
}

/** What there is of the model. */
interface Present {
  readonly record: RepositoryRecord;
  readonly installed: InstalledModel | null;
}

const DEFAULT_REVISION = 'main';

/**
 * What a job is to download: which revision, and which files of it. Another dtype of a model that is there comes from the
 * revision that is there, so that all of them lie together; only an update goes on to a newer one.
 * @param device What the model is going to run on, which decides the dtype where nobody else does.
 */
export function planModelDownload(
  target: ModelTarget,
  params: DownloadModelJobParams,
  present: Present,
  device: string,
): ModelDownloadPlan {
  const { entry } = target;
  const layout = entry?.layout ?? 'whisper-onnx';
  const { dtype } = params;
  const asked = dtype !== null && isModelDtype(dtype) ? [dtype] : findAsked(present);
  let chosen: readonly ModelDtype[] = [];
  return {
    revision: params.revision ?? findRevision(present, params.isUpdate),
    select(files) {
      const [first] = asked.length > 0 ? [] : listOptions(files, entry, device);
      chosen = first === undefined ? asked : [first];
      const selections = chosen.map((dtype) => selectModelFiles(files, layout, dtype));
      const wanted = new Set(selections.flatMap((selection) => selection.files));
      return {
        files: files.filter((file) => wanted.has(file)),
        missing: [...new Set(selections.flatMap(({ missing }) => missing))],
      };
    },
    dtypes: () => chosen,
  };
}

/** Those that were asked for before; else those that are there. */
function findAsked({ record, installed }: Present): readonly ModelDtype[] {
  const asked = record.dtypes.filter(isModelDtype);
  return asked.length > 0 ? asked : (installed?.wantedDtypes ?? []);
}

/** A revision that no ref leads to and that nobody chose was never complete. */
function findRevision({ record, installed }: Present, isUpdate: boolean): string {
  const refs = installed?.revision.refs ?? [];
  const commit = installed?.revision.commit ?? null;
  const ref = refs.includes(DEFAULT_REVISION) ? DEFAULT_REVISION : (refs[0] ?? DEFAULT_REVISION);
  const isSettled = refs.length > 0 || commit === record.usedCommit;
  return isUpdate || commit === null || !isSettled ? ref : commit;
}
