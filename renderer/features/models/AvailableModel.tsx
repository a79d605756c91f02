import { Download } from 'lucide-react';
import { useStore } from 'zustand';
import { nameLanguage, type CatalogModel } from '../../../worker/contract/index.ts';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Progress } from '../../components/Progress.tsx';
import { useStores } from '../../stores/stores.ts';
import { describeTransfer } from '../../strings/describeTransfer.ts';
import { en } from '../../strings/en.ts';
import { formatRoughBytes } from '../../strings/formatAmounts.ts';
import { describeEstimate } from './describeEstimate.ts';
import { findDownload } from './findDownload.ts';

export interface AvailableModelProps {
  readonly model: CatalogModel;
  readonly onDownload: () => void;
}

export function AvailableModel({ model, onDownload }: AvailableModelProps) {
  const { jobs } = useStores();
  const begun = useStore(jobs, (state) => findDownload(state, model.modelId));
  // One that failed is told above, with what to do.
  const download = begun?.status === 'failed' ? null : begun;
  const text = en.models.available;
  const { languages, approximateBytes, parametersMillions, licence, installedDtypes, estimate } = model;
  const isInstalled = installedDtypes.length > 0;
  const facts = [
    languages === 'multilingual' ? en.models.multilingual : describeLanguages(languages),
    approximateBytes === null ? null : text.size(formatRoughBytes(approximateBytes)),
    parametersMillions === null ? null : en.models.parameters(parametersMillions),
    en.models.licence(licence),
  ].filter((fact) => fact !== null && fact !== '');
  return (
    <li className="model-row">
      <div className="model-row-text">
        <p className="model-row-title">
          {model.title}
          {model.isRecommended && <Badge tone="accent" text={text.recommended} />}
          {isInstalled && <Badge text={text.installed(installedDtypes.join(', '))} />}
        </p>
        <p className="muted small numbers">{capitalize(facts.join(' · '))}</p>
        {estimate !== null && <p className="muted small numbers">{describeEstimate(estimate)}</p>}
      </div>
      {download === null && (
        <Button
          icon={<Download />}
          aria-label={isInstalled ? text.anotherFormOf(model.title) : text.downloadModel(model.title)}
          variant={model.isRecommended && !isInstalled ? 'primary' : 'secondary'}
          onClick={onDownload}
        >
          {isInstalled ? text.anotherForm : text.download}
        </Button>
      )}
      {download !== null && (
        <div className="model-row-download">
          <p className="small numbers">{describeTransfer(download)}</p>
          <Progress label={en.jobs.progressOf(model.title)} fraction={download.progress?.fraction ?? null} />
        </div>
      )}
    </li>
  );
}

function capitalize(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function describeLanguages(languages: readonly string[]): string {
  return languages.map(nameLanguage).join(', ');
}
