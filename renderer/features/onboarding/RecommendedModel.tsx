import { Download } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { CatalogModel } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { formatRemaining, formatRoughBytes } from '../../strings/formatAmounts.ts';
import type { WelcomeProps } from './Welcome.tsx';

/** The model that suits this computer best; nothing where the catalog has none. */
export function RecommendedModel({ renderOffer }: Pick<WelcomeProps, 'renderOffer'>) {
  const { models, settings, jobs } = useStores();
  const model = useStore(models, (state) => state.catalog?.find((other) => other.isRecommended) ?? null);
  const downloads = useStore(
    jobs,
    useShallow((state) =>
      state.jobs.flatMap((job) =>
        job.kind === 'download-model' && (job.status === 'running' || job.status === 'queued')
          ? [job.params.modelId]
          : [],
      ),
    ),
  );
  const isDefault = useStore(settings, (state) => state.settings?.defaultModel === model?.modelId);
  const isOffline = useStore(settings, (state) => state.settings?.offline === true);
  // As it was when it was asked for: what is recommended changes when this computer has been measured.
  const isMeasuring = useStore(models, (state) => state.isMeasuring);
  const [offered, setOffered] = useState<Pick<CatalogModel, 'modelId' | 'title'> | null>(null);
  if (model === null) return null;
  const { modelId, title } = model;
  const isInstalled = model.installedDtypes.length > 0;
  // Until then it may be another one.
  const isKnown = !isMeasuring || isInstalled;
  return (
    <div className="welcome-choice" role="group" aria-label={en.onboarding.recommended}>
      <p className="welcome-choice-label small">{en.onboarding.recommended}</p>
      <p className="welcome-choice-title">{isKnown ? title : en.onboarding.measuring}</p>
      <div className="welcome-choice-facts muted small" role="status">
        {(isKnown ? listFacts(model) : [en.onboarding.measuringText]).map((fact) => (
          <p key={fact}>{fact}</p>
        ))}
      </div>
      <div className="welcome-choice-action">
        {downloads.includes(modelId) ? (
          <p className="small" role="status">
            {en.onboarding.downloading}
          </p>
        ) : isInstalled && isDefault ? (
          <p className="small" role="status">
            {en.onboarding.inUse}
          </p>
        ) : isInstalled ? (
          <Button
            variant="primary"
            onClick={() => void settings.getState().update({ defaultModel: modelId })}
          >
            {en.onboarding.use}
          </Button>
        ) : isOffline ? (
          <p className="small">{en.onboarding.offline}</p>
        ) : (
          <Button
            variant="primary"
            icon={<Download aria-hidden="true" />}
            disabled={!isKnown}
            onClick={() => {
              setOffered({ modelId, title });
            }}
          >
            {en.onboarding.download}
          </Button>
        )}
      </div>
      {offered !== null &&
        renderOffer(offered, () => {
          setOffered(null);
        })}
    </div>
  );
}

function listFacts({
  languages,
  approximateBytes,
  estimate,
  installedDtypes,
}: CatalogModel): readonly string[] {
  const known = languages === 'multilingual' ? en.onboarding.multilingual : describeCount(languages.length);
  const isInstalled = installedDtypes.length > 0;
  const size =
    isInstalled || approximateBytes === null ? null : en.onboarding.size(formatRoughBytes(approximateBytes));
  const speed =
    estimate === null
      ? en.onboarding.speedUnknown
      : en.onboarding.recommendedSpeed(formatRemaining(estimate.minutesPerHour * 60));
  const place = isInstalled ? en.onboarding.installed : en.onboarding.recommendedDownload;
  return [[known, size].filter((part) => part !== null).join(' · '), speed, place].filter(
    (fact) => fact !== '',
  );
}

function describeCount(count: number): string | null {
  return count < 2 ? null : en.onboarding.languages(count);
}
