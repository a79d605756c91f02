import { type RefObject, useLayoutEffect } from 'react';

/**
 * Gives the focus to another element when the one it is in goes away, as a card does whose model was deleted: from the
 * keyboard, the person would be at the beginning of the page again.
 */
export function useFocusWhenGone(element: RefObject<HTMLElement | null>, nextId: string): void {
  useLayoutEffect(() => {
    const going = element.current;
    return () => {
      // In a dialog, the button that was pressed is disabled while the work is done, and has lost the focus to nothing.
      const hadFocus =
        going?.contains(document.activeElement) === true || going?.querySelector('dialog') != null;
      if (!hadFocus) return;
      // A dialog in it keeps everything else from the focus until it is gone.
      queueMicrotask(() => document.getElementById(nextId)?.focus());
    };
  }, [element, nextId]);
}
