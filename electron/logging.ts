import { join } from 'node:path';
import { createLogger, type Logger } from '../worker/lib/logger.ts';
import { openRotatingFile } from '../worker/lib/rotatingFile.ts';

export type { Logger } from '../worker/lib/logger.ts';

const LOG_FILE = { maxBytes: 1_000_000, keep: 3 } as const;

/**
 * The log of main, beside the worker's. Like it, it never holds text of a transcript, titles or tokens: main reads none
 * of them but the token, and that has no way into a log line.
 */
export function openMainLog(logsDir: string): Logger {
  return createLogger({
    level: 'info',
    write: openRotatingFile({ path: join(logsDir, 'main.log'), ...LOG_FILE }),
  });
}
