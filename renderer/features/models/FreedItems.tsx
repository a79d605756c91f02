import type { FreedReport } from '../../../worker/contract/index.ts';
import { en } from '../../strings/en.ts';
import { formatBytes } from '../../strings/formatAmounts.ts';

/** What a deletion takes, item by item. */
export function FreedItems({ report }: { readonly report: FreedReport }) {
  return (
    <ul
      className="freed-items"
      tabIndex={0}
      aria-label={en.models.removal.frees(formatBytes(report.freedBytes))}
    >
      {report.items.map(({ kind, name, sizeBytes }) => (
        <li key={`${kind} ${name}`}>
          <span className="freed-items-name">
            {name}
            <span className="muted small">{en.models.removal.kinds[kind]}</span>
          </span>
          <span className="muted numbers">{formatBytes(sizeBytes)}</span>
        </li>
      ))}
    </ul>
  );
}
