import { formatTimecode, type JobProgress } from '../../contract/index.ts';
import { formatByteCount } from './formatByteCount.ts';
import type { OutputStream } from './output.ts';
import { getTerminalColumns } from './getTerminalColumns.ts';
import { toPrintable } from './toPrintable.ts';

export interface ProgressBar {
  /** Shows how far a file is, in place of what was shown before. */
  show(file: string, progress: JobProgress): void;
  /** Takes the bar away, so that something else can be written. */
  clear(): void;
}

const STAGES: Readonly<Record<JobProgress['stage'], string>> = {
  prepare: 'reading',
  'load-model': 'loading model',
  'prepare-model': 'preparing model, only once',
  recognize: 'transcribing',
  finish: 'saving',
  wait: 'waiting for other work',
  'await-models': 'copied; waiting until no model is in use',
  resolve: 'asking the hub',
  download: 'downloading',
  verify: 'checking',
  copy: 'copying',
  publish: 'saving',
};
const BAR_CELLS = 20;
/** On a terminal of fewer columns the bar is shorter. Our choice, as the numbers of cells are. */
const NARROW_COLUMNS = 60;
const NARROW_BAR_CELLS = 8;
/** Share and stage; what follows them gives way on a narrow terminal. */
const NEEDED_FACTS = 2;
const CLEAR_LINE = '\r\x1b[K';

/** One line on a terminal, redrawn as progress comes (throttled at its source); nothing elsewhere or with `--quiet`. */
export function createProgressBar(stream: OutputStream, { isQuiet }: { isQuiet: boolean }): ProgressBar {
  if (stream.isTTY !== true || isQuiet) return { show: () => undefined, clear: () => undefined };
  const room = (): number => (getTerminalColumns(stream) ?? 0) - 1;
  let isShown = false;
  return {
    show(file, progress) {
      isShown = true;
      stream.write(CLEAR_LINE + formatProgress(file, progress, room()));
    },
    clear() {
      if (isShown) stream.write(CLEAR_LINE);
      isShown = false;
    },
  };
}

/** At most `columns` characters; the name of the file gives way, then what is least needed. */
export function formatProgress(file: string, progress: JobProgress, columns: number): string {
  const cells = columns < NARROW_COLUMNS ? NARROW_BAR_CELLS : BAR_CELLS;
  const filled = Math.round(progress.fraction * cells);
  const bar = `${'█'.repeat(filled)}${'░'.repeat(cells - filled)}`;
  const facts = [
    `${Math.floor(progress.fraction * 100)}%`.padStart(4),
    STAGES[progress.stage],
    ...formatBytes(progress),
    ...(progress.speed === null ? [] : [formatSpeed(progress.speed)]),
    ...(progress.remainingSeconds === null
      ? []
      : [`${formatTimecode(progress.remainingSeconds, 'clock')} left`]),
  ];
  const describe = (): string => `${bar} ${facts.join('  ')}`;
  while (facts.length > NEEDED_FACTS && describe().length > columns) facts.pop();
  const state = describe();
  const room = columns - state.length - 1;
  return room < 4 ? state.slice(0, columns) : `${shorten(toPrintable(file), room)} ${state}`;
}

function formatBytes({ receivedBytes, totalBytes, bytesPerSecond }: JobProgress): readonly string[] {
  if (receivedBytes === null || totalBytes === null) return [];
  const amount = `${formatByteCount(receivedBytes)} of ${formatByteCount(totalBytes)}`;
  return bytesPerSecond === null ? [amount] : [amount, `${formatByteCount(bytesPerSecond)}/s`];
}

/** Times real time: how many seconds of a recording a second of work gets through. */
export function formatSpeed(speed: number): string {
  return `${speed.toFixed(speed < 10 ? 1 : 0)}x`;
}

/** Keeps the end, where names differ most. */
function shorten(text: string, maxCharacters: number): string {
  const characters = [...text];
  return characters.length <= maxCharacters ? text : `…${characters.slice(1 - maxCharacters).join('')}`;
}
