import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useStores } from '../../stores/stores.ts';

export interface Player {
  /** For the audio element that does the playing. */
  readonly audio: RefObject<HTMLAudioElement | null>;
  readonly hasFailed: boolean;
  toggle(): void;
  pause(): void;
  /** Goes to a time in seconds, kept within the media. */
  seek(time: number): void;
  playFrom(time: number): void;
  setRate(rate: number): void;
  /** 0 to 1. */
  setVolume(volume: number): void;
  toggleMuted(): void;
}

/**
 * Drives the audio element and keeps the player store in step with it, at every frame while it plays: the element's own
 * `timeupdate` comes four times a second, too rarely to follow words.
 */
export function usePlayer(url: string | null): Player {
  const { player } = useStores();
  const audio = useRef<HTMLAudioElement>(null);
  const [hasFailed, setFailed] = useState(false);

  useEffect(() => {
    const element = audio.current;
    if (element === null || url === null) return undefined;
    let frame = 0;
    const publish = (): void => {
      player.setState({ time: element.currentTime, isPlaying: !element.paused });
      cancelAnimationFrame(frame);
      if (!element.paused) frame = requestAnimationFrame(publish);
    };
    const fail = (): void => {
      setFailed(true);
    };
    setFailed(false);
    // A connection that was lost brings a new address for the same media: it goes on where it was.
    const { time, rate, volume, isMuted } = player.getState();
    element.src = url;
    element.playbackRate = rate;
    element.volume = volume;
    element.muted = isMuted;
    element.currentTime = time;
    const events = ['play', 'pause', 'ended', 'seeking', 'seeked'] as const;
    for (const event of events) element.addEventListener(event, publish);
    element.addEventListener('error', fail);
    return () => {
      cancelAnimationFrame(frame);
      for (const event of events) element.removeEventListener(event, publish);
      element.removeEventListener('error', fail);
      element.pause();
      element.removeAttribute('src');
    };
  }, [player, url]);

  const seek = useCallback(
    (time: number) => {
      const element = audio.current;
      if (element === null) return;
      const end = Number.isFinite(element.duration) ? element.duration : Infinity;
      element.currentTime = Math.min(Math.max(0, time), end);
      player.setState({ time: element.currentTime });
    },
    [player],
  );

  return useMemo(() => {
    const play = (): void => {
      // Refused only where the media cannot be played, which the element reports as well.
      audio.current?.play().catch(() => undefined);
    };
    return {
      audio,
      hasFailed,
      seek,
      pause() {
        audio.current?.pause();
      },
      toggle() {
        if (audio.current?.paused === false) audio.current.pause();
        else play();
      },
      playFrom(time: number) {
        seek(time);
        play();
      },
      setRate(rate: number) {
        if (audio.current !== null) audio.current.playbackRate = rate;
        player.setState({ rate });
      },
      setVolume(volume: number) {
        if (audio.current !== null) {
          audio.current.volume = volume;
          audio.current.muted = false;
        }
        player.setState({ volume, isMuted: false });
      },
      toggleMuted() {
        const isMuted = !player.getState().isMuted;
        if (audio.current !== null) audio.current.muted = isMuted;
        player.setState({ isMuted });
      },
    };
  }, [hasFailed, player, seek]);
}
