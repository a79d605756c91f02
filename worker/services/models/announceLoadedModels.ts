import type { LoadedModel } from '../../contract/index.ts';

/** Calls `announce` for each model that came into memory or left it since the last call of the returned function. */
export function announceLoadedModels(
  announce: (modelId: string) => void,
): (loadedModels: readonly LoadedModel[]) => void {
  let before: ReadonlySet<string> = new Set();
  return (loadedModels) => {
    const now = new Set(loadedModels.map(({ modelId }) => modelId));
    const changed = [...new Set([...now, ...before])].filter((id) => now.has(id) !== before.has(id));
    before = now;
    for (const modelId of changed) announce(modelId);
  };
}
