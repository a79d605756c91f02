import { AppError } from '../../contract/index.ts';

/** `not-found` for a model or a revision. */
export function notInCache(kind: 'model' | 'revision', id: string): AppError {
  return new AppError('not-found', `There is no ${kind} ${id} in the cache.`, { details: { kind, id } });
}
