import { serializeError } from '../contract/index.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Plain facts that belong to a message. Text of a transcript never goes here. */
export type LogFields = Readonly<Record<string, unknown>>;

export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export interface LoggerOptions {
  readonly level: LogLevel | 'silent';
  /** Takes one line of JSON without its line end. */
  readonly write: (line: string) => void;
  readonly now?: () => number;
}

/**
 * Writes one JSON object per line: `time`, `level`, `message`, then the fields. Errors among the fields are
 * written with code, details and causes. A field that JSON cannot hold never stops the program.
 */
export function createLogger({ level, write, now = Date.now }: LoggerOptions): Logger {
  const threshold = level === 'silent' ? LOG_LEVELS.length : LOG_LEVELS.indexOf(level);
  const at = (lineLevel: LogLevel) => {
    if (LOG_LEVELS.indexOf(lineLevel) < threshold) return () => undefined;
    return (message: string, fields: LogFields = {}) => {
      write(
        toLine({ time: new Date(now()).toISOString(), level: lineLevel, message, pid: process.pid, fields }),
      );
    };
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** A logger that drops everything, for callers that were given none. */
export const SILENT_LOGGER: Logger = createLogger({ level: 'silent', write: () => undefined });

interface LogLine {
  readonly time: string;
  readonly level: LogLevel;
  readonly message: string;
  readonly pid: number;
  readonly fields: LogFields;
}

function toLine({ fields, ...head }: LogLine): string {
  try {
    return JSON.stringify({ ...fields, ...head }, (_key, value: unknown) => {
      if (value instanceof Error) return serializeError(value);
      return typeof value === 'bigint' ? String(value) : value;
    });
  } catch {
    return JSON.stringify({ ...head, fields: 'These fields could not be written.' });
  }
}
