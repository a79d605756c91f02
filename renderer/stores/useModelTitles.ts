import { useCallback } from 'react';
import { useStore } from 'zustand';
import { useStores } from './stores.ts';

/** The title of a model by its id; a model that is neither here nor in the catalog has none but its id. */
export function useModelTitles(): (modelId: string) => string {
  const { models: store } = useStores();
  const models = useStore(store, (state) => state.models);
  const catalog = useStore(store, (state) => state.catalog);
  return useCallback(
    (modelId) => {
      const known = [...(models ?? []), ...(catalog ?? [])].find((model) => model.modelId === modelId);
      return known?.title ?? modelId;
    },
    [models, catalog],
  );
}
