import { ArrowDown, ArrowUp, CaseSensitive, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { StoredSegment } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { TextInput } from '../../components/TextInput.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import './FindBar.css';
import { listMatches, replaceMatch } from './matches.ts';
import { useTranscriptTools } from './transcriptContext.ts';

const text = en.transcript.find;

/** Looks for a text in the transcript, and replaces it. */
export function FindBar({ segments }: { readonly segments: readonly StoredSegment[] }) {
  const { transcript } = useStores();
  const { editor, actions } = useTranscriptTools();
  const { query, matchCase, match, asked } = useStore(editor, (state) => state.find);
  const [replacement, setReplacement] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const matches = useMemo(() => listMatches(segments, query, matchCase), [matchCase, query, segments]);
  const current = matches.findIndex(
    (other) => other.segmentId === match?.segmentId && other.index === match.index,
  );
  const { setFind, reveal } = editor.getState();

  useEffect(() => field.current?.select(), [asked]);
  const show = (index: number): void => {
    const found = matches.at(index % Math.max(1, matches.length)) ?? null;
    setFind({ match: found });
    if (found !== null) reveal(found.segmentId, false);
  };
  // The first match is shown as soon as there is one, and the next when the one shown is gone.
  const lastShown = useRef(0);
  if (current !== -1) lastShown.current = current;
  useEffect(() => {
    if (current === -1 && matches.length > 0) show(Math.min(lastShown.current, matches.length - 1));
    else if (matches.length === 0) setFind({ match: null });
    // Only what is found decides.
  }, [matches]);

  const close = (): void => {
    setFind({ isOpen: false, match: null });
  };
  const replaceOne = (): void => {
    const found = segments.find(({ id }) => id === match?.segmentId);
    if (found === undefined || match === null) return;
    const { index } = match;
    void actions.saveText(found.id, replaceMatch(found.text, { index, query, matchCase, replacement }));
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && event.target === field.current)
      show(current + (event.shiftKey ? -1 : 1));
    else return;
    event.preventDefault();
  };

  return (
    <search className="find-bar" onKeyDown={press}>
      <div className="find-bar-group">
        <TextInput
          ref={field}
          autoFocus
          aria-label={text.label}
          placeholder={text.label}
          value={query}
          maxLength={500}
          onChange={(event) => {
            setFind({ query: event.currentTarget.value });
          }}
        />
        <IconButton
          label={text.matchCase}
          icon={<CaseSensitive />}
          aria-pressed={matchCase}
          onClick={() => {
            setFind({ matchCase: !matchCase });
          }}
        />
        <span className="find-bar-count small muted numbers" role="status">
          {query !== '' && text.count(current + 1, matches.length)}
        </span>
        <IconButton
          label={text.previous}
          icon={<ArrowUp />}
          disabled={matches.length === 0}
          onClick={() => {
            show(current - 1);
          }}
        />
        <IconButton
          label={text.next}
          icon={<ArrowDown />}
          disabled={matches.length === 0}
          onClick={() => {
            show(current + 1);
          }}
        />
      </div>
      <div className="find-bar-group">
        <TextInput
          aria-label={text.replacement}
          placeholder={text.replacement}
          value={replacement}
          maxLength={500}
          onChange={(event) => {
            setReplacement(event.currentTarget.value);
          }}
        />
        <Button disabled={current === -1} onClick={replaceOne}>
          {text.replace}
        </Button>
        <Button
          disabled={matches.length === 0}
          onClick={() =>
            void transcript.getState().edit({ kind: 'replaceAll', find: query, replacement, matchCase })
          }
        >
          {text.replaceAll}
        </Button>
      </div>
      <IconButton label={text.close} icon={<X />} onClick={close} />
    </search>
  );
}
