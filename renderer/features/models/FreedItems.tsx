import type { FreedReport } from '../../../worker/contract/index.ts';
import { en } from '../../strings/en.ts';
import { formatBytes } from '../../strings/formatAmounts.ts';
import { useModelTitles } from '../../stores/useModelTitles.ts';

const MAX_NAME_LENGTH = 40;
/** Names of contents, of commits, and of temporary files that begin with one. */
const HASH = /^[0-9a-f]{40}/;
const HASH_LENGTH = 12;

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

/** Of a hash, the beginning is enough to tell it from others. */
function shorten(name: string): string {
  const length = HASH.test(name) ? HASH_LENGTH : MAX_NAME_LENGTH;
  return name.length <= length ? name : `${name.slice(0, length)}…`;
}
