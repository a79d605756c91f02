import type { FreedReport } from '../../../worker/contract/index.ts';
import { en } from '../../strings/en.ts';
import { formatBytes } from '../../strings/formatAmounts.ts';
import { useModelTitles } from './useModelTitles.ts';

const MAX_NAME_LENGTH = 40;

/** What a deletion takes, item by item. */
export function FreedItems({ report }: { readonly report: FreedReport }) {
  const titleOf = useModelTitles();
  return (
    <ul
      className="freed-items"
      tabIndex={0}
      aria-label={en.models.removal.frees(formatBytes(report.freedBytes))}
    >
      {report.items.map(({ kind, name, sizeBytes }) => (
        <li key={`${kind} ${name}`}>
          <span className="freed-items-name">
            {kind === 'model' ? titleOf(name) : en.models.removal.kinds[kind]}
            <span className="muted small">
              {kind === 'model' ? en.models.removal.kinds.model : shorten(name)}
            </span>
          </span>
          <span className="muted numbers">{formatBytes(sizeBytes)}</span>
        </li>
      ))}
    </ul>
  );
}

/** Most names are hashes, of which the beginning is enough to tell them apart. */
function shorten(name: string): string {
  return name.length <= MAX_NAME_LENGTH ? name : `${name.slice(0, MAX_NAME_LENGTH)}…`;
}
