import { AppError, type CacheTargetCheck } from '../../contract/index.ts';
import type { ModelCache } from '../../models/cache/modelCache.ts';
import { listMoveEntries } from '../../models/cache/moveEntries.ts';
import { checkMoveTarget } from '../../models/cache/moveTarget.ts';
import { readFreeBytes } from '../../models/cache/readFreeBytes.ts';
import { scanCache } from '../../models/cache/scanCache.ts';
import { listCopies } from '../../models/cache/stageMove.ts';
import { assertMovable } from './assertMovable.ts';

/** Says what moving the cache to a folder would take, and whether it can be. Writes nothing. */
export async function checkCacheTarget(cache: ModelCache, path: string): Promise<CacheTargetCheck> {
  let check: CacheTargetCheck = {
    path,
    freeBytes: null,
    neededBytes: 0,
    holdsModels: false,
    problem: null,
    details: {},
  };
  try {
    const location = cache.location();
    check = { ...check, freeBytes: await readFreeBytes(path) };
    assertMovable(location, path);
    const { to, existing } = await checkMoveTarget(location.path, path);
    const entries = await listMoveEntries(location.path, cache.partialTag);
    const copies = await listCopies({ from: location.path, to, entries }, existing);
    const neededBytes = copies.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const { repositories } = await scanCache({ cacheDir: to });
    check = { ...check, path: to, neededBytes, holdsModels: repositories.length > 0 };
    if (check.freeBytes !== null && neededBytes > check.freeBytes) {
      throw new AppError('disk-full', 'The new place has too little room for the models.', {
        details: { path: to, neededBytes, freeBytes: check.freeBytes },
      });
    }
    return check;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ...check, problem: error.code, details: error.details };
  }
}
