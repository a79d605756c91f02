import { useEffect, useState } from 'react';
import type {
  CachedModel,
  LoadedModel,
  ModelStatistics,
  ModelStatus,
} from '../../../worker/contract/index.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { formatBytes, formatDate } from '../../strings/formatAmounts.ts';

export interface ModelFactsProps {
  readonly model: ModelStatus;
  readonly cached: CachedModel;
  readonly loaded: LoadedModel | null;
}

const SHORT_COMMIT = 7;
const MS_PER_SECOND = 1000;

/** Where a model is from, where it lies, and what it was used for. */
export function ModelFacts({ model, cached, loaded }: ModelFactsProps) {
  const { models } = useStores();
  const { modelId, folder } = model;
  const [statistics, setStatistics] = useState<ModelStatistics | null>(null);
  useEffect(() => {
    // Nothing is lost with it: the facts above stand without.
    models
      .getState()
      .loadStatistics(modelId)
      .then(setStatistics, () => undefined);
  }, [models, modelId]);
  const text = en.models.installed;
  return (
    <dl className="facts small">
      <dt>{text.repository}</dt>
      <dd>{cached.repository}</dd>
      <dt>{text.commit}</dt>
      <dd>{`${cached.revision} (${cached.commit.slice(0, SHORT_COMMIT)})`}</dd>
      <dt>{text.folder}</dt>
      <dd className="facts-path">{folder}</dd>
      {loaded !== null && (
        <>
          <dt>{en.models.memory}</dt>
          <dd className="numbers">
            {en.models.inMemorySince(
              formatDate(loaded.loadedAtMs, Date.now()),
              formatBytes(loaded.weightBytes),
            )}
          </dd>
        </>
      )}
      {statistics !== null && (
        <>
          <dt>{text.use}</dt>
          <dd className="numbers">{describeStatistics(statistics)}</dd>
        </>
      )}
    </dl>
  );
}

function describeStatistics(statistics: ModelStatistics): string {
  const { loads, hits, bytesNotDownloadedAgain, medianLoadMs } = statistics;
  const text = en.models.installed;
  return [
    text.statistics(loads, hits, formatBytes(bytesNotDownloadedAgain)),
    ...(medianLoadMs === null ? [] : [text.loadTime((medianLoadMs / MS_PER_SECOND).toFixed(1))]),
  ].join(' ');
}
