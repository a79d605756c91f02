import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { usePage } from '../../stores/stores.ts';

/** Where the player finds media for as long as one connection lives; each connection brings another object. */
export interface MediaSource {
  readonly url: string;
}

/** While there is no connection, the last source stays: what has been read of it can be heard. Null before the first. */
export function useMediaSource(mediaId: string | undefined): MediaSource | null {
  const { stores, host } = usePage();
  const isConnected = useStore(stores.connection, (state) => state.status === 'connected');
  const [source, setSource] = useState<MediaSource | null>(null);
  useEffect(() => {
    if (mediaId !== undefined && isConnected) setSource({ url: host.mediaUrl(mediaId) });
  }, [host, isConnected, mediaId]);
  return source;
}
