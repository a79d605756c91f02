import { describe, expect, it } from 'vitest';
import { formatHelp } from './formatHelp.ts';

const TEXT = `Usage: earshot cache <action>

Looks after the folder
that the models are in.

Options:
  info [--files]   where they are,
                   what they take
  policy [--budget SIZE] [--run]
                   what may be deleted
  adopt DIR        use them
`;

describe('formatHelp', () => {
  it('leaves a text as it is that fits', () => {
    expect(formatHelp(TEXT, 40)).toBe(TEXT);
  });

  it('breaks paragraphs and entries anew, with the text of an entry below its beginning', () => {
    expect(formatHelp(TEXT, 33)).toBe(`Usage: earshot cache <action>

Looks after the folder
that the models are in.

Options:
  info [--files]   where they
                   are, what they
                   take
  policy [--budget SIZE] [--run]
      what may be deleted
  adopt DIR        use them
`);
  });

  it('moves the text of entries to the left where names leave no room', () => {
    expect(formatHelp('  info [--files]   where they are\n', 20)).toBe(
      '  info [--files]\n      where they are\n',
    );
  });
});
