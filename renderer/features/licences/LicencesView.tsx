import { ArrowLeft } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { SerializedError } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { toShownError } from '../../errors/toShownError.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import './LicencesView.css';
import { loadLicences, type Licence } from './loadLicences.ts';

/** Earshot's licence and those of everything it is made with, each to be opened. */
export function LicencesView() {
  const { route } = useStores();
  const [licences, setLicences] = useState<readonly Licence[] | null>(null);
  const [error, setError] = useState<SerializedError | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    loadLicences(controller.signal)
      .then(setLicences)
      .catch((thrown: unknown) => {
        setError(toShownError(thrown));
      });
    return () => {
      controller.abort();
    };
  }, []);
  return (
    <div className="view">
      <header className="view-header">
        <div>
          <Button
            variant="quiet"
            icon={<ArrowLeft aria-hidden="true" />}
            onClick={() => {
              route.getState().go({ view: 'settings' });
            }}
          >
            {en.licences.back}
          </Button>
          <h1>{en.licences.title}</h1>
          <p className="muted">{en.licences.subtitle}</p>
        </div>
      </header>
      {error !== null && <ErrorCard error={error} />}
      {licences === null && error === null && <p className="muted">{en.licences.loading}</p>}
      <ul className="licences">
        {licences?.map(({ name, version, licence, text }) => (
          <li key={`${name} ${version}`}>
            <details>
              <summary>
                <span className="licences-name">{name}</span>
                <span className="muted small numbers">
                  {[version, licence].filter((part) => part !== null).join(' · ')}
                </span>
              </summary>
              <pre tabIndex={0} role="region" aria-label={en.licences.of(name)}>
                {text ?? en.licences.noText(licence)}
              </pre>
            </details>
          </li>
        ))}
      </ul>
    </div>
  );
}
