import { useEffect } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../components/Button.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';

/** Long enough to read the sentence and reach for the button. */
const UNDO_MS = 8000;

/** Says what was deleted and offers to undo it; deletes for good when the time is over or the view is left. */
export function UndoRemoval() {
  const { library } = useStores();
  const removing = useStore(library, (state) => state.removing);
  useEffect(() => {
    if (removing === null) return undefined;
    const timer = setTimeout(() => void library.getState().commitRemoval(), UNDO_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [library, removing]);
  return (
    <div className="toast-place" role="status">
      {removing !== null && (
        <div className="toast">
          <span>{en.library.removed(removing.title)}</span>
          <Button
            variant="quiet"
            onClick={() => {
              library.getState().undoRemoval();
            }}
          >
            {en.library.undo}
          </Button>
        </div>
      )}
    </div>
  );
}
