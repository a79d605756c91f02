export interface TimelineOptions {
  /** Media time decoding starts at: 0, or where a seek was aimed. */
  readonly originSeconds: number;
  /** What the container declares; null when it does not say. */
  readonly durationSeconds: number | null;
  /** The container may restart its clock midway, as a transport stream does. */
  readonly mayRestart: boolean;
}

export interface Timeline {
  /**
   * Takes the frames in decoding order: the media time the container gives a frame (null when it gives none) and its
   * length. Answers where a new stretch of audio begins in the media, or null when the frame simply goes on from the
   * one before.
   */
  place(seconds: number | null, frameSeconds: number): number | null;
}

/** Timestamps this close are the same: jitter and rounding. FFmpeg's resampler corrects from the same value on (`min_hard_comp`). */
const TOLERANCE_SECONDS = 0.1;
/** A longer jump is a restarted clock in a container that allows it (`dts_delta_threshold` of the ffmpeg tool). */
const RESTART_SECONDS = 10;
/** The longest gap believed when the container declares no duration: recorders that pause write none. Chosen, not measured. */
const LONGEST_UNDECLARED_GAP_SECONDS = 3600;
/** The most silence a file may stand for in all, whatever it claims. Chosen, not measured. */
const MOST_SILENCE_SECONDS = 8 * 3600;

/**
 * Keeps decoded audio on the clock of the media, so that a time in the transcript is the time the player shows.
 * A gap becomes silence and an overlap is cut, each once it is heard (0.1 s); timestamps that make no sense (a clock
 * that restarts, stands still or jumps beyond the end) are ignored and the audio simply continues. Pure.
 */
export function createTimeline(options: TimelineOptions): Timeline {
  let stretchStart: number | null = null;
  let stretchSeconds = 0;
  let previous = Number.NEGATIVE_INFINITY;
  /** Added to the container's times since its clock was last found wrong. */
  let correction = 0;
  let silence = 0;

  const isGap = (gap: number, end: number): boolean => {
    if (silence + gap > MOST_SILENCE_SECONDS) return false;
    if (gap <= RESTART_SECONDS) return true;
    if (options.mayRestart) return false;
    return options.durationSeconds === null
      ? gap <= LONGEST_UNDECLARED_GAP_SECONDS
      : end <= options.durationSeconds + RESTART_SECONDS;
  };

  const begin = (seconds: number): number => {
    stretchStart = seconds;
    stretchSeconds = 0;
    return seconds;
  };

  const placeFirst = (seconds: number | null): number => {
    if (seconds === null) return begin(options.originSeconds);
    const gap = seconds - options.originSeconds;
    const isPlausible = gap > 0 ? isGap(gap, seconds) : seconds >= -RESTART_SECONDS;
    if (!isPlausible) {
      correction = options.originSeconds - seconds;
      return begin(options.originSeconds);
    }
    silence += Math.max(0, gap);
    return begin(seconds);
  };

  const placeNext = (seconds: number, expected: number): number | null => {
    const drift = seconds + correction - expected;
    if (Math.abs(drift) < TOLERANCE_SECONDS) return null;
    const isPlausible =
      drift > 0 ? isGap(drift, seconds + correction) : drift > -RESTART_SECONDS && seconds > previous;
    if (!isPlausible) {
      correction = expected - seconds;
      return null;
    }
    silence += Math.max(0, drift);
    return begin(seconds + correction);
  };

  return {
    place(seconds, frameSeconds) {
      const start =
        stretchStart === null
          ? placeFirst(seconds)
          : seconds === null
            ? null
            : placeNext(seconds, stretchStart + stretchSeconds);
      stretchSeconds += frameSeconds;
      previous = seconds ?? previous;
      return start;
    },
  };
}
