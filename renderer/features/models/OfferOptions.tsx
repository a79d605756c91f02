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

/** The forms in which a model can be had; one that cannot be used says what it lacks. */
export function OfferOptions({ options, chosen, onChoose }: OfferOptionsProps) {
  const name = useId();
  return (
    <fieldset className="offer-options">
      <legend>{en.models.offer.choice}</legend>
      {options.map((option) => (
        <label key={option.dtype} className="offer-option">
          <input
            type="radio"
            name={name}
            checked={option.dtype === chosen}
            disabled={option.missingFiles.length > 0}
            onChange={() => {
              onChoose(option.dtype);
            }}
          />
          <span>
            {NAMES.get(option.dtype) ?? option.dtype}
            <span className="muted small numbers">{describeOption(option)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function describeOption({ totalBytes, missingBytes, missingFiles }: ModelOfferOption): string {
  const { offer } = en.models;
  if (missingFiles.length > 0) return offer.missingFiles(missingFiles.join(', '));
  if (missingBytes === 0) return `${formatBytes(totalBytes)}, ${offer.complete}`;
  return missingBytes < totalBytes
    ? offer.remaining(formatBytes(missingBytes), formatBytes(totalBytes))
    : offer.size(formatBytes(totalBytes));
}
