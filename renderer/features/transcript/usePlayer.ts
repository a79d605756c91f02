import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useStores } from '../../stores/stores.ts';
import type { MediaSource } from './useMediaSource.ts';

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
 * `timeupdate` comes four times a second, too rarely to follow words. Each source is loaded at most once, so media that
 * cannot be played is not asked for again and again.
 */
export function usePlayer(source: MediaSource | null): Player {
  const { player, connection } = useStores();
  const audio = useRef<HTMLAudioElement>(null);
  const [hasFailed, setFailed] = useState(false);

  useEffect(() => {
    const element = audio.current;
    if (element === null) return undefined;
    let frame = 0;
    const publish = (): void => {
      // Some browsers pause an element that has failed: the person has not.
      if (element.error !== null) return;
      player.setState({ time: element.currentTime, isPlaying: !element.paused });
      cancelAnimationFrame(frame);
      if (!element.paused) frame = requestAnimationFrame(publish);
    };
    const isConnected = (): boolean => connection.getState().status === 'connected';
    const fail = (): void => {
      // Without a connection it is no fault of the media: the next one brings a source that is tried anew.
      setFailed(isConnected());
    };
    // The connection may be found lost only after what was read through it has failed.
    const stopWatching = connection.subscribe(() => {
      if (!isConnected()) setFailed(false);
    });
    const events = ['play', 'pause', 'ended', 'seeking', 'seeked'] as const;
    for (const event of events) element.addEventListener(event, publish);
    element.addEventListener('error', fail);
    return () => {
      cancelAnimationFrame(frame);
      stopWatching();
      for (const event of events) element.removeEventListener(event, publish);
      element.removeEventListener('error', fail);
      element.pause();
      element.removeAttribute('src');
    };
  }, [connection, player]);

  const play = useCallback(
    (element: HTMLAudioElement) => {
      // Refused where the media cannot be played, which the element reports, and where the browser wants a click first.
      element.play().catch(() => {
        if (element.error === null) player.setState({ isPlaying: !element.paused });
      });
    },
    [player],
  );

  useEffect(() => {
    const element = audio.current;
    if (element === null || source === null) return;
    // In the desktop app the address outlives the worker, and nothing has to be interrupted.
    if (element.src === source.url && element.error === null) return;
    setFailed(false);
    // Media of the connection before: it goes on where it was.
    const { time, isPlaying, rate, volume, isMuted } = player.getState();
    element.src = source.url;
    element.playbackRate = rate;
    element.volume = volume;
    element.muted = isMuted;
    element.currentTime = time;
    if (isPlaying) play(element);
  }, [play, player, source]);

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
    const setPlaying = (isPlaying: boolean): void => {
      const element = audio.current;
      if (element === null) return;
      // An element that has failed does nothing and says nothing: the next source does what is wanted by then.
      if (element.error !== null) player.setState({ isPlaying });
      else if (isPlaying) play(element);
      else element.pause();
    };
    return {
      audio,
      hasFailed,
      seek,
      pause() {
        setPlaying(false);
      },
      toggle() {
        setPlaying(!player.getState().isPlaying);
      },
      playFrom(time: number) {
        seek(time);
        setPlaying(true);
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
  }, [hasFailed, play, player, seek]);
}
