import { useEffect, useRef } from 'react';
import { en } from '../../strings/en.ts';

export interface RenameFieldProps {
  readonly title: string;
  /** Called once, with null when nothing is to be changed. */
  readonly onDone: (newTitle: string | null) => void;
}

/** Enter and leaving the field keep the new title, Escape the old one. */
export function RenameField({ title, onDone }: RenameFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const isDone = useRef(false);
  useEffect(() => input.current?.select(), []);

  const finish = (text: string): void => {
    if (isDone.current) return;
    isDone.current = true;
    const newTitle = text.trim();
    onDone(newTitle === '' || newTitle === title ? null : newTitle);
  };
  return (
    <input
      ref={input}
      className="text-field"
      autoFocus
      aria-label={en.library.newTitle}
      defaultValue={title}
      maxLength={500}
      onBlur={(event) => {
        finish(event.currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        // Else the same key would press the button that the focus goes back to.
        event.preventDefault();
        finish(event.key === 'Enter' ? event.currentTarget.value : title);
      }}
    />
  );
}
