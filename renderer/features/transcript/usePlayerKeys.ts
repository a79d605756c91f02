import { useEffect } from 'react';
import { allowsKey } from '../../stores/allowsKey.ts';
import { useStores } from '../../stores/stores.ts';
import { takesKeys } from './takesKeys.ts';
import type { Player } from './usePlayer.ts';

export const SKIP_SECONDS = 5;

/** Space plays and pauses, the arrows go back and forward, M mutes, wherever nothing else wants the keys. */
export function usePlayerKeys({ toggle, seek, toggleMuted }: Player): void {
  const { player, settings } = useStores();
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || takesKeys(event)) return;
      if (!allowsKey(settings, event.key)) return;
      const { time } = player.getState();
      if (event.key === ' ') toggle();
      else if (event.key === 'ArrowLeft') seek(time - SKIP_SECONDS);
      else if (event.key === 'ArrowRight') seek(time + SKIP_SECONDS);
      else if (event.key === 'm') toggleMuted();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', press);
    return () => {
      document.removeEventListener('keydown', press);
    };
  }, [player, seek, settings, toggle, toggleMuted]);
}
