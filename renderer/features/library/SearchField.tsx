import { Search, X } from 'lucide-react';
import { useStore } from 'zustand';
import { IconButton } from '../../components/IconButton.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';

export function SearchField() {
  const { library } = useStores();
  const query = useStore(library, (state) => state.query);
  const search = (text: string): void => void library.getState().search(text);
  return (
    <div className="search-field" role="search">
      <Search aria-hidden="true" />
      <input
        type="text"
        inputMode="search"
        aria-label={en.library.search}
        placeholder={en.library.search}
        value={query}
        maxLength={500}
        spellCheck={false}
        onChange={(event) => {
          search(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') search('');
        }}
      />
      {query !== '' && (
        <IconButton
          label={en.library.clearSearch}
          icon={<X />}
          onClick={() => {
            search('');
          }}
        />
      )}
    </div>
  );
}
