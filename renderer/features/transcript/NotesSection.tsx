import { useEffect, useRef, useState } from 'react';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';

/** Long enough to finish a word, short enough to lose nothing. */
const SAVE_DELAY_MS = 800;

/** Notes of the person, kept while they are written. */
export function NotesSection({ notes }: { readonly notes: string }) {
  const { transcript } = useStores();
  const [written, setWritten] = useState(notes);
  const [saved, setSaved] = useState(notes);
  const latest = useRef(notes);
  latest.current = written;
  if (notes !== saved) {
    // Another window wrote them, or they are saved: what is being written here stays where it differs.
    setSaved(notes);
    if (written === saved) setWritten(notes);
  }
  useEffect(() => {
    if (written === notes) return undefined;
    const timer = setTimeout(() => void transcript.getState().setNotes(written), SAVE_DELAY_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [notes, transcript, written]);
  useEffect(() => () => void transcript.getState().setNotes(latest.current), [transcript]);

  return (
    <section>
      <h2>{en.transcript.notes.title}</h2>
      <textarea
        className="notes-field"
        aria-label={en.transcript.notes.label}
        placeholder={en.transcript.notes.placeholder}
        value={written}
        maxLength={1_000_000}
        onChange={(event) => {
          setWritten(event.currentTarget.value);
        }}
        onBlur={() => void transcript.getState().setNotes(written)}
      />
    </section>
  );
}
