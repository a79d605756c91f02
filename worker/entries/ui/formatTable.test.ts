import { describe, expect, it } from 'vitest';
import { formatTable } from './formatTable.ts';

const ROWS = [
  ['whisper-base', '77 MB', 'ready'],
  ['vad', '2 MB', ''],
];
const heading = ['MODEL', 'SIZE', 'STATE'];

describe('formatTable', () => {
  it('aligns the columns and leaves the heading to terminals', () => {
    expect(formatTable(ROWS, { heading })).toBe('whisper-base  77 MB  ready\nvad           2 MB\n');
    expect(formatTable(ROWS, { heading, terminalColumns: 26 })).toBe(
      'MODEL         SIZE   STATE\nwhisper-base  77 MB  ready\nvad           2 MB\n',
    );
  });

  it('lets the cells follow each other where the terminal is too narrow', () => {
    expect(formatTable(ROWS, { heading, terminalColumns: 25 })).toBe(
      'MODEL  SIZE  STATE\nwhisper-base  77 MB\n  ready\nvad  2 MB\n',
    );
  });

  it('breaks the last column between its words while it has room for a few', () => {
    const rows = [
      ['m1', '0:26', "project-meeting: Now, let's talk about the budget."],
      ['m12', '0:02', 'talk: The budget.'],
    ];
    expect(formatTable(rows, { heading: ['MEETING', 'AT', 'WHAT WAS SAID'], terminalColumns: 45 })).toBe(
      [
        'MEETING  AT    WHAT WAS SAID',
        "m1       0:26  project-meeting: Now, let's",
        '               talk about the budget.',
        'm12      0:02  talk: The budget.',
        '',
      ].join('\n'),
    );
    expect(formatTable(rows, { terminalColumns: 41 })).toMatch(/^m1 {3}0:26 {2}project-meeting: /);
    expect(formatTable(rows, { terminalColumns: 40 })).toMatch(/^m1 {2}0:26\n {2}project-meeting: /);
  });

  it('breaks a cell that is longer than a line between its words', () => {
    expect(formatTable([['starter', 'A demo and test model'], ['vad']], { terminalColumns: 12 })).toBe(
      'starter\n  A demo and\n  test model\nvad\n',
    );
  });

  it('gives colors no room', () => {
    const rows = [
      ['m1', '\x1b[1mgood\x1b[0m', 'morning'],
      ['m2', 'good', 'night'],
    ];
    expect(formatTable(rows, { terminalColumns: 17 })).toBe(
      'm1  \x1b[1mgood\x1b[0m  morning\nm2  good  night\n',
    );
  });

  it('is empty without rows', () => {
    expect(formatTable([], { heading, terminalColumns: 80 })).toBe('');
  });
});
