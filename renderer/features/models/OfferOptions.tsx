import { useId } from 'react';
import type { ModelOfferOption } from '../../../worker/contract/index.ts';
import { en } from '../../strings/en.ts';
import { formatBytes } from '../../strings/formatAmounts.ts';

export interface OfferOptionsProps {
  readonly options: readonly ModelOfferOption[];
  readonly chosen: string | null;
  readonly onChoose: (dtype: string) => void;
}

const NAMES: ReadonlyMap<string, string> = new Map(Object.entries(en.models.offer.dtypes));

/** The forms in which a model can be had. Those that cannot be used say what they lack, out of the way of the others. */
export function OfferOptions({ options, chosen, onChoose }: OfferOptionsProps) {
  const name = useId();
  const usable = options.filter(({ missingFiles }) => missingFiles.length === 0);
  const unusable = options.filter(({ missingFiles }) => missingFiles.length > 0);
  return (
    <>
      {usable.length > 0 && (
        <fieldset className="offer-options">
          <legend>{en.models.offer.choice}</legend>
          {usable.map((option, index) => (
            <label key={option.dtype} className="offer-option">
              <input
                type="radio"
                name={name}
                checked={option.dtype === chosen}
                onChange={() => {
                  onChoose(option.dtype);
                }}
              />
              <span>
                {nameOption(option)}
                <span className="muted small numbers">
                  {describeSize(option)}
                  {index === 0 && usable.length > 1 && ` · ${en.models.offer.suits}`}
                </span>
              </span>
            </label>
          ))}
        </fieldset>
      )}
      {unusable.length > 0 && (
        <details className="offer-unusable small" open={usable.length === 0}>
          <summary>{en.models.offer.unusableForms(unusable.length)}</summary>
          <ul>
            {unusable.map((option) => (
              <li key={option.dtype}>
                {nameOption(option)}
                <span className="muted">{en.models.offer.missingFiles(option.missingFiles.join(', '))}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function nameOption({ dtype }: ModelOfferOption): string {
  return NAMES.get(dtype) ?? dtype;
}

function describeSize({ totalBytes, missingBytes }: ModelOfferOption): string {
  const { offer } = en.models;
  const total = formatBytes(totalBytes);
  if (missingBytes === 0) return `${total}, ${offer.complete}`;
  return missingBytes < totalBytes ? offer.remaining(formatBytes(missingBytes), total) : total;
}
