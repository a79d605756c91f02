import { createStore, type StoreApi } from 'zustand/vanilla';

export interface PlayerState {
  /** Seconds from the beginning of the media. */
  readonly time: number;
  readonly isPlaying: boolean;
  readonly rate: number;
  /** 0 to 1; kept from one meeting to the next. */
  readonly volume: number;
  readonly isMuted: boolean;
}

export type PlayerStore = StoreApi<PlayerState>;

/** What the player of the open meeting does; written by the player alone, read by what follows along. */
export function createPlayerStore(): PlayerStore {
  return createStore<PlayerState>(() => ({
    time: 0,
    isPlaying: false,
    rate: 1,
    volume: 1,
    isMuted: false,
  }));
}
