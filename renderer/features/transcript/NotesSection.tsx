import { useCallback, useEffect, useRef, useState } from 'react';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';

/** Long enough to finish a word, short enough to lose nothing. */
const SAVE_DELAY_MS = 800;

export interface NotesSectionProps {
  readonly meetingId: string;
  readonly notes: string;
}

/** Notes of the person, kept while they are written. */
export function NotesSection({ meetingId, notes }: NotesSectionProps) {
  const { transcript } = useStores();
  const [written, setWritten] = useState(notes);
  const [known, setKnown] = useState(notes);
  if (notes !== known) {
    // Another window wrote them, or they are stored: what is being written here stays where it differs.
    setKnown(notes);
    if (written === known) setWritten(notes);
  }
  const latest = useRef({ notes: written, replaces: notes });
  latest.current = { notes: written, replaces: notes };
  const save = useCallback(() => {
    void transcript.getState().setNotes({ meetingId, ...latest.current });
  }, [meetingId, transcript]);

  useEffect(() => {
    if (written === notes) return undefined;
    const timer = setTimeout(save, SAVE_DELAY_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [notes, save, written]);
  // Leaving the meeting waits for nothing.
  useEffect(() => save, [save]);

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
        onBlur={save}
      />
    </section>
  );
}
