import { Check, Scissors, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { StoredSegment } from '../../../worker/contract/index.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { en } from '../../strings/en.ts';
import type { TextRange } from './editorStore.ts';
import { useTranscriptTools } from './transcriptContext.ts';

export interface SegmentEditorProps {
  readonly segment: StoredSegment;
  readonly time: string;
  readonly selection: TextRange | null;
}

/** Where a field does not grow with its text by itself, it is as high as the text was. */
const GROWS = CSS.supports('field-sizing', 'content');
const LETTERS_PER_ROW = 50;

/** The text of a passage, to be written. Leaving it keeps what was written, Escape what was there. */
export function SegmentEditor({ segment, time, selection }: SegmentEditorProps) {
  const { editor, actions } = useTranscriptTools();
  const field = useRef<HTMLTextAreaElement>(null);
  const isDone = useRef(false);
  const [isSaving, setSaving] = useState(false);

  useEffect(() => {
    const element = field.current;
    if (element === null) return;
    element.focus({ preventScroll: true });
    const { start, end } = selection ?? { start: element.value.length, end: element.value.length };
    element.setSelectionRange(start, end);
  }, [selection]);

  /** Once: a blur follows every other way to end. What cannot be kept stays in the field. */
  const finish = async (action: (text: string) => Promise<boolean>, hasFocus: boolean): Promise<void> => {
    if (isDone.current || field.current === null) return;
    isDone.current = true;
    setSaving(true);
    const before = editor.getState().editing;
    const isKept = await action(field.current.value);
    isDone.current = isKept;
    setSaving(false);
    // Splitting and merging go on writing in another passage.
    if (!isKept || editor.getState().editing !== before) return;
    editor.getState().stopEditing();
    if (hasFocus) editor.getState().reveal(segment.id);
  };
  const save = (hasFocus: boolean): void =>
    void finish((text) => actions.saveText(segment.id, text), hasFocus);
  const cancel = (): void => void finish(() => Promise.resolve(true), true);
  const split = (): void => {
    const { value = '', selectionStart = 0 } = field.current ?? {};
    const [before, after] = [value.slice(0, selectionStart), value.slice(selectionStart)];
    if (before.trim() === '' || after.trim() === '') return;
    void finish(() => actions.split(segment.id, before, after), false);
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    const { selectionStart, selectionEnd } = event.currentTarget;
    const isAtStart = selectionStart === 0 && selectionEnd === 0;
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) split();
    else if (event.key === 'Enter') save(true);
    else if (event.key === 'Escape') cancel();
    else if (event.key === 'Backspace' && isAtStart) {
      void finish((text) => actions.mergeWithPrevious(segment.id, text), true);
    } else return;
    event.preventDefault();
  };

  return (
    <div
      className="segment-editor"
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) save(false);
      }}
    >
      <textarea
        ref={field}
        className="segment-text"
        aria-label={en.transcript.segment.textOf(time)}
        defaultValue={segment.text.trim()}
        rows={GROWS ? 1 : Math.ceil(segment.text.length / LETTERS_PER_ROW)}
        maxLength={20_000}
        readOnly={isSaving}
        onKeyDown={press}
      />
      <div className="segment-editor-tools">
        <span className="small muted">{en.transcript.segment.editHint}</span>
        <IconButton label={en.transcript.segment.split} icon={<Scissors />} onClick={split} />
        <IconButton label={en.transcript.segment.cancel} icon={<X />} onClick={cancel} />
        <IconButton
          label={en.transcript.segment.save}
          icon={<Check />}
          onClick={() => {
            save(true);
          }}
        />
      </div>
    </div>
  );
}
