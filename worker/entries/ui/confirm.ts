import { createInterface } from 'node:readline';
import { createAbortError } from '../../contract/index.ts';
import type { CommandName } from '../command.ts';
import { UsageError } from '../usageError.ts';
import type { OutputStream } from './output.ts';
import { writeWrapped } from './writeWrapped.ts';

/** Where answers come from. */
export type InputStream = NodeJS.ReadableStream & { readonly isTTY?: boolean | undefined };

export interface Question {
  /** What will happen, with all its numbers. */
  readonly statement: string;
  /** Asks for it: `Delete it?`. */
  readonly question: string;
  /** The command whose help explains it. */
  readonly topic: CommandName;
}

/**
 * Asks whether something is to be done. Resolves when the person agrees; rejects with an AbortError when they do not, and
 * with a UsageError where nobody can be asked.
 */
export type Confirm = (question: Question) => Promise<void>;

export interface CreateConfirmOptions {
  readonly stdin: InputStream;
  readonly stderr: OutputStream;
  /** Agree to everything without asking. */
  readonly isYes: boolean;
  readonly signal: AbortSignal;
}

export function createConfirm({ stdin, stderr, isYes, signal }: CreateConfirmOptions): Confirm {
  return async ({ statement, question, topic }) => {
    if (isYes) return;
    if (stdin.isTTY !== true || stderr.isTTY !== true) {
      throw new UsageError(`${statement} Nobody can be asked here: add --yes to agree to it.`, topic);
    }
    writeWrapped(stderr, `${statement}\n${question} [y/N] `);
    const answer = await readLine(stdin, signal);
    if (!/^\s*y(es)?\s*$/i.test(answer)) throw createAbortError('The person did not agree.');
  };
}

/** One line; empty at the end of the input. */
function readLine(stdin: InputStream, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(createAbortError());
    // The terminal is left in its own mode, in which Ctrl-C is a signal.
    const lines = createInterface({ input: stdin, terminal: false });
    const abort = (): void => {
      reject(createAbortError());
      lines.close();
    };
    signal.addEventListener('abort', abort, { once: true });
    lines.once('line', (line) => {
      resolve(line);
      lines.close();
    });
    lines.once('close', () => {
      signal.removeEventListener('abort', abort);
      resolve('');
    });
  });
}
