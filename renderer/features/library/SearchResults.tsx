import { useStore } from 'zustand';
import { formatTimecode, type SearchHit } from '../../../worker/contract/index.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';

/** Places in all meetings, best first as the worker ranks them; each opens its meeting at the moment. */
export function SearchResults() {
  const { library } = useStores();
  const query = useStore(library, (state) => state.query.trim());
  const hits = useStore(library, (state) => state.hits);
  if (hits === null) return null;
  if (hits.length === 0) {
    return <EmptyState title={en.library.results(0, query)} text={en.library.noResultsText} />;
  }
  return (
    <>
      <p className="muted small search-count" role="status">
        {en.library.results(hits.length, query)}
      </p>
      <ul className="search-results">
        {hits.map((hit) => (
          <SearchResult key={`${hit.meetingId} ${hit.segmentId}`} hit={hit} />
        ))}
      </ul>
    </>
  );
}

function SearchResult({ hit }: { readonly hit: SearchHit }) {
  const { route } = useStores();
  const { meetingId, meetingTitle, snippet, start } = hit;
  const time = formatTimecode(start, 'clock');
  return (
    <li>
      <button
        type="button"
        className="search-result"
        onClick={() => {
          route.getState().go({ view: 'meeting', meetingId, at: start });
        }}
      >
        <span className="search-result-source small">
          <span>{meetingTitle}</span>
          <span className="muted numbers">{time}</span>
        </span>
        <span>
          {snippet.map(({ text, match }, index) => (match ? <mark key={index}>{text}</mark> : text))}
        </span>
      </button>
    </li>
  );
}
