import { useEffect, useState } from 'react';

/** Where the panel beside the words has room without being asked for. */
const WIDE = '(min-width: 72rem)';

export interface Panel {
  readonly isOpen: boolean;
  readonly toggle: () => void;
}

/**
 * Whether the panel beside the words is open: in a wide window unless it was closed there, in a small one, where it is over
 * the words, only from when it is asked for until the window is wide again.
 */
export function usePanel(): Panel {
  const [isWide, setWide] = useState(() => window.matchMedia(WIDE).matches);
  const [isWanted, setWanted] = useState(true);
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const wide = window.matchMedia(WIDE);
    const follow = (): void => {
      setWide(wide.matches);
      // A dialog that was opened from the panel would go with it.
      setOver(document.querySelector('.side-panel dialog[open]') !== null);
    };
    wide.addEventListener('change', follow);
    return () => {
      wide.removeEventListener('change', follow);
    };
  }, []);
  return {
    isOpen: isWide ? isWanted : isOver,
    toggle() {
      if (isWide) setWanted(!isWanted);
      else setOver(!isOver);
    },
  };
}
