import { expect, it } from 'vitest';
import { createOutput, type CreateOutputOptions } from './output.ts';

function open(options: Partial<CreateOutputOptions>, terminal: { isTTY?: boolean; columns?: number } = {}) {
  const written = { stdout: '', stderr: '' };
  const output = createOutput({
    stdout: { ...terminal, write: (text) => (written.stdout += text) },
    stderr: { ...terminal, write: (text) => (written.stderr += text) },
    ...{ isJson: false, isQuiet: false, env: {} },
    ...options,
  });
  return { output, written };
}

it('puts a heading over tables on a terminal, where colors may be used unless NO_COLOR is set', () => {
  const terminal = open({}, { isTTY: true, columns: 40 });
  terminal.output.printTable([['m1', 'talk']], ['MEETING', 'TITLE']);
  expect(terminal.written.stdout).toBe('MEETING  TITLE\nm1       talk\n');
  expect(terminal.output.hasColor).toBe(true);
  expect(open({ env: { NO_COLOR: '1' } }, { isTTY: true }).output.hasColor).toBe(false);

  const pipe = open({});
  pipe.output.printTable([['m1', 'talk']], ['MEETING', 'TITLE']);
  expect(pipe.written.stdout).toBe('m1  talk\n');
  expect(pipe.output.hasColor).toBe(false);
});

it('prints no table with --json', () => {
  const { output, written } = open({ isJson: true }, { isTTY: true });
  output.printTable([['m1']], ['MEETING']);
  expect(written.stdout).toBe('');
});

it('breaks sentences between words on a terminal, and nowhere else', () => {
  const sentence = 'earshot: Not found\n  There is no meeting m1. It may have been removed.';
  const narrow = open({}, { isTTY: true, columns: 30 });
  narrow.output.complain(sentence);
  expect(narrow.written.stderr).toBe(
    'earshot: Not found\n  There is no meeting m1. It\n  may have been removed.\n',
  );
  const pipe = open({}, { columns: 30 });
  pipe.output.complain(sentence);
  expect(pipe.written.stderr).toBe(`${sentence}\n`);
});
