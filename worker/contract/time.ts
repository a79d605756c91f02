/** `srt` 00:00:01,500, `vtt` 00:00:01.500, and `clock` 0:01 or 1:00:01 for people, rounded down to the second. */
export type TimecodeStyle = 'srt' | 'vtt' | 'clock';

/** Hours, minutes and seconds of a time in seconds, rounded to the millisecond; negative times become 0. */
export function formatTimecode(seconds: number, style: TimecodeStyle): string {
  const totalMs = Math.max(0, Math.round(seconds * 1000));
  const hours = Math.floor(totalMs / 3_600_000);
  const minutes = Math.floor(totalMs / 60_000) % 60;
  const wholeSeconds = pad(Math.floor(totalMs / 1000) % 60, 2);
  if (style === 'clock') {
    return hours > 0 ? `${hours}:${pad(minutes, 2)}:${wholeSeconds}` : `${minutes}:${wholeSeconds}`;
  }
  const separator = style === 'srt' ? ',' : '.';
  return `${pad(hours, 2)}:${pad(minutes, 2)}:${wholeSeconds}${separator}${pad(totalMs % 1000, 3)}`;
}

const TIMECODE = /^(?:(?:(\d+):)?([0-5]?\d):)?([0-5]?\d)(?:[.,](\d{1,3}))?$/;

/** Seconds of anything `formatTimecode` writes, and of the shorter forms people type (`90` is not one: use 1:30); null for other text. */
export function parseTimecode(text: string): number | null {
  const match = TIMECODE.exec(text.trim());
  if (match === null) return null;
  const [, hours = '0', minutes = '0', seconds = '0', fraction = ''] = match;
  const wholeSeconds = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return (wholeSeconds * 1000 + Number(fraction.padEnd(3, '0'))) / 1000;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
