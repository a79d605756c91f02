import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { usePage } from '../../stores/stores.ts';

/** Where the player finds media. The address holds for one connection; while there is none, the last one stays. */
export function useMediaUrl(mediaId: string | undefined): string | null {
  const { stores, host } = usePage();
  const isConnected = useStore(stores.connection, (state) => state.status === 'connected');
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (mediaId !== undefined && isConnected) setUrl(host.mediaUrl(mediaId));
  }, [host, isConnected, mediaId]);
  return url;
}
