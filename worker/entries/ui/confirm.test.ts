import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../usageError.ts';
import { createConfirm, type InputStream } from './confirm.ts';

const QUESTION = { statement: 'This frees 5 bytes.', question: 'Delete it?', topic: 'models' } as const;

function createTerminal(isTTY: boolean): PassThrough & { isTTY: boolean } {
  return Object.assign(new PassThrough(), { isTTY });
}

describe('createConfirm', () => {
  function ask(stdin: InputStream, { isYes = false, signal = new AbortController().signal } = {}) {
    const written: string[] = [];
    const stderr = { isTTY: stdin.isTTY, write: (text: string) => written.push(text) };
    const answer = createConfirm({ stdin, stderr, isYes, signal })(QUESTION).then(
      () => 'agreed',
      (error: unknown) => error,
    );
    return { answer, written };
  }

  it.each([
    ['y\n', true],
    [' Yes \n', true],
    ['\n', false],
    ['no\n', false],
    ['yesterday\n', false],
  ])('takes %j for agreement: %s', async (typed, isAgreed) => {
    const terminal = createTerminal(true);
    const { answer, written } = ask(terminal);
    terminal.write(typed);
    expect(await answer).toEqual(isAgreed ? 'agreed' : expect.objectContaining({ name: 'AbortError' }));
    expect(written).toEqual(['This frees 5 bytes.\nDelete it? [y/N] ']);
  });

  it('does not agree at the end of the input, or when the person stops the command', async () => {
    const closed = createTerminal(true);
    const { answer } = ask(closed);
    closed.end();
    expect(await answer).toMatchObject({ name: 'AbortError' });

    const stop = new AbortController();
    const stopped = ask(createTerminal(true), { signal: stop.signal });
    stop.abort();
    expect(await stopped.answer).toMatchObject({ name: 'AbortError' });
  });

  it('says what to add where nobody can be asked', async () => {
    const { answer, written } = ask(createTerminal(false));
    const error = await answer;
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toMatchObject({
      message: 'This frees 5 bytes. Nobody can be asked here: add --yes to agree to it.',
      topic: 'models',
    });
    expect(written).toEqual([]);
  });

  it('asks nothing with --yes', async () => {
    const { answer, written } = ask(createTerminal(false), { isYes: true });
    expect(await answer).toBe('agreed');
    expect(written).toEqual([]);
  });
});
