import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../components/Button.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';

/** Long enough to read the sentence and reach for the button. */
const UNDO_MS = 8000;

/**
 * Says what was deleted and offers to undo it, with the button or with Ctrl+Z. Deletes for good when the time is over,
 * which does not run while the pointer or the focus is on the offer.
 */
export function UndoRemoval() {
  const { library } = useStores();
  const removing = useStore(library, (state) => state.removing);
  const [isHeld, setHeld] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const isOffered = removing.length > 0;
  useEffect(() => {
    if (!isOffered) {
      setHeld(false);
      return undefined;
    }
    // The button that was pressed is gone with its row; without this the focus would start anew on the page.
    if (document.activeElement === document.body) button.current?.focus();
    return listenForUndo(() => {
      library.getState().undoRemoval();
    });
  }, [library, isOffered, removing]);
  useEffect(() => {
    if (!isOffered || isHeld) return undefined;
    const timer = setTimeout(() => void library.getState().commitRemoval(), UNDO_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [library, isOffered, isHeld, removing]);

  const [first] = removing;
  return (
    <div className="toast-place" role="status">
      {first !== undefined && (
        <div
          className="toast"
          onPointerEnter={() => {
            setHeld(true);
          }}
          onPointerLeave={() => {
            setHeld(false);
          }}
          onFocus={() => {
            setHeld(true);
          }}
          onBlur={() => {
            setHeld(false);
          }}
        >
          <span>
            {removing.length === 1
              ? en.library.removed(first.title)
              : en.library.removedMany(removing.length)}
          </span>
          <Button
            ref={button}
            variant="quiet"
            onClick={() => {
              library.getState().undoRemoval();
              document.querySelector('main')?.focus({ preventScroll: true });
            }}
          >
            {en.library.undo}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Ctrl+Z, or Command+Z, anywhere but in a field, where it undoes what was typed. */
function listenForUndo(undo: () => void): () => void {
  const press = (event: KeyboardEvent): void => {
    const isField = event.target instanceof HTMLElement && event.target.matches('input[type=text], textarea');
    if (event.key !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey || isField) return;
    event.preventDefault();
    undo();
  };
  document.addEventListener('keydown', press);
  return () => {
    document.removeEventListener('keydown', press);
  };
}
