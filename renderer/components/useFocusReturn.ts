import { useEffect } from 'react';

/**
 * For a part of a view that goes away with the control that has the focus: the focus stays in the view, where it would
 * start anew at the top of the page otherwise.
 */
export function useFocusReturn(): void {
  useEffect(
    () => () => {
      if (document.activeElement === document.body) {
        document.querySelector('main')?.focus({ preventScroll: true });
      }
    },
    [],
  );
}
