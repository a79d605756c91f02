import type { ModelOffer } from '../../../worker/contract/index.ts';
import { Caution } from '../../components/Caution.tsx';
import { en } from '../../strings/en.ts';
import { formatBytes, formatRemaining } from '../../strings/formatAmounts.ts';

export interface OfferFactsProps {
  readonly offer: ModelOffer;
  readonly isTooLarge: boolean;
}

const SHORT_COMMIT = 7;

export function OfferFacts({ offer, isTooLarge }: OfferFactsProps) {
  const { repository, revision, commit, licence, isGated, cacheFreeBytes, secondsEstimate } = offer;
  const text = en.models.offer;
  return (
    <>
      <dl className="facts small">
        <dt>{text.from}</dt>
        <dd>{repository}</dd>
        <dt>{text.version}</dt>
        <dd>{`${revision} (${commit.slice(0, SHORT_COMMIT)})`}</dd>
        <dt>{text.licence}</dt>
        <dd>{licence ?? text.noLicence}</dd>
      </dl>
      {isGated && <Caution text={text.gated} />}
      {isTooLarge && <Caution text={text.tooLarge} />}
      <p className="muted small numbers">
        {[
          cacheFreeBytes === null ? null : text.free(formatBytes(cacheFreeBytes)),
          secondsEstimate === null ? null : text.time(formatRemaining(secondsEstimate)),
        ]
          .filter((part) => part !== null)
          .join(' ')}
      </p>
    </>
  );
}
