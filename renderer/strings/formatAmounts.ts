import { en } from './en.ts';

const BYTES_PER_UNIT = 1000;
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** A size for people, decimal units as file managers show them: `5.2 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= BYTES_PER_UNIT && unit < UNITS.length - 1) {
    value /= BYTES_PER_UNIT;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit] ?? 'B'}`;
}

/** The same for what is known roughly: `77 MB`, `1.1 GB`. */
export function formatRoughBytes(bytes: number): string {
  return formatBytes(bytes).replace('.0 ', ' ');
}

/** The same with every byte, for what is about to be deleted: `145 MB (145,330,112 bytes)`. */
export function formatExactBytes(bytes: number): string {
  const exact = `${bytes.toLocaleString('en')} ${bytes === 1 ? 'byte' : 'bytes'}`;
  return bytes < BYTES_PER_UNIT ? exact : `${formatBytes(bytes)} (${exact})`;
}

/** How long something will still take, as coarse as it can be known: `40 s`, `7 min`, `1 h 5 min`. */
export function formatRemaining(seconds: number): string {
  const wholeSeconds = Math.max(1, Math.round(seconds));
  if (wholeSeconds < 60) return en.jobs.seconds(wholeSeconds);
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return en.jobs.minutes(minutes);
  return en.jobs.hours(Math.floor(minutes / 60), minutes % 60);
}

/** A date for people, in the language and time zone of the browser; the time where it is today. */
export function formatDate(atMs: number, nowMs: number): string {
  const date = new Date(atMs);
  const isToday = date.toDateString() === new Date(nowMs).toDateString();
  return isToday
    ? en.today(date.toLocaleTimeString(undefined, { hour: 'numeric', minute: '2-digit' }))
    : date.toLocaleDateString(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
}

/** `8.4`, `12`: a factor with no more digits than mean something. */
export function formatFactor(factor: number): string {
  return factor >= 10 ? String(Math.round(factor)) : factor.toFixed(1);
}
