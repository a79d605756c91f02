import { Search, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { IconButton } from '../../components/IconButton.tsx';
import { allowsKey } from '../../stores/allowsKey.ts';
import type { SettingsStore } from '../../stores/settingsStore.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';

export function SearchField() {
  const { library, settings } = useStores();
  const query = useStore(library, (state) => state.query);
  const input = useRef<HTMLInputElement>(null);
  useEffect(
    () =>
      listenForSlash(settings, () => {
        input.current?.focus();
      }),
    [settings],
  );
  const search = (text: string): void => void library.getState().search(text);
  return (
    <div className="search-field" role="search">
      <Search aria-hidden="true" />
      <input
        ref={input}
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

/** A slash anywhere but in a field or a dialog, unless single keys are turned off. */
function listenForSlash(settings: SettingsStore, focus: () => void): () => void {
  const press = (event: KeyboardEvent): void => {
    const isTaken =
      event.target instanceof Element && event.target.closest('input, select, textarea, dialog') !== null;
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTaken) return;
    if (!allowsKey(settings, event.key)) return;
    event.preventDefault();
    focus();
  };
  document.addEventListener('keydown', press);
  return () => {
    document.removeEventListener('keydown', press);
  };
}
