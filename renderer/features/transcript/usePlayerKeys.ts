import { useEffect } from 'react';
import { useStores } from '../../stores/stores.ts';
import type { Player } from './usePlayer.ts';

export const SKIP_SECONDS = 5;
/** These have a use of their own for the keys. */
const TAKES_KEYS = 'input, select, textarea, button, a, dialog, [contenteditable]';

/** Space plays and pauses, the arrows go back and forward, wherever nothing else wants the keys. */
export function usePlayerKeys({ toggle, seek }: Player): void {
  const { player } = useStores();
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(TAKES_KEYS) !== null) return;
      const { time } = player.getState();
      if (event.key === ' ') toggle();
      else if (event.key === 'ArrowLeft') seek(time - SKIP_SECONDS);
      else if (event.key === 'ArrowRight') seek(time + SKIP_SECONDS);
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', press);
    return () => {
      document.removeEventListener('keydown', press);
    };
  }, [player, seek, toggle]);
}
