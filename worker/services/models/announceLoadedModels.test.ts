import { expect, it } from 'vitest';
import { announceLoadedModels } from './announceLoadedModels.ts';

it('names the models that came or went, not those that stayed', () => {
  const announced: string[] = [];
  const announce = announceLoadedModels((modelId) => announced.push(modelId));
  const load = (...modelIds: string[]) => {
    announce(
      modelIds.map((modelId) => ({
        ...{ modelId, device: 'cpu', dtype: 'q8', users: 1 },
        ...{ loadedAtMs: 0, lastUsedAtMs: 0, loadMs: 1, weightBytes: 1 },
      })),
    );
    return announced.splice(0);
  };
  expect([load('a'), load('a', 'b'), load('a', 'b', 'b'), load('b'), load()]).toEqual([
    ['a'],
    ['b'],
    [],
    ['a'],
    ['b'],
  ]);
});
