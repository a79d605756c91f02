import { describe, expect, it } from 'vitest';
import { createExportNames, cutPreview } from './exportPreview.ts';

describe('createExportNames', () => {
  it.each([
    ['Standup', 'Standup.srt'],
    ['Q3: plan / budget?', 'Q3 plan budget.srt'],
    ['../../etc/passwd', 'etc passwd.srt'],
    ['call\u202e3pm', 'call 3pm.srt'],
    ['Aux', 'transcript.srt'],
    ['com1.call', 'transcript.srt'],
    ['会'.repeat(100), `${'会'.repeat(60)}.srt`],
    ['😀'.repeat(100), `${'😀'.repeat(45)}.srt`],
    ['Ends with dots...', 'Ends with dots.srt'],
    ['a\u0000b\nc', 'a b c.srt'],
    ['???', 'transcript.srt'],
  ])('makes of %j the name %j', (title, name) => {
    expect(createExportNames([title], 'srt')).toEqual([name]);
  });

  it('gives no two meetings a name that a file system takes for the same', () => {
    expect(createExportNames(['Standup', 'standup', 'Stand/up', 'Standup (2)'], 'pdf')).toEqual([
      'Standup.pdf',
      'standup (2).pdf',
      'Stand up.pdf',
      'Standup (2) (2).pdf',
    ]);
  });
});

describe('cutPreview', () => {
  it('shows a short text whole, without its last line end', () => {
    expect(cutPreview('one\ntwo\n')).toEqual({ text: 'one\ntwo', hiddenLines: 0 });
  });

  it('counts the lines it leaves out', () => {
    expect(cutPreview('line\n'.repeat(450)).hiddenLines).toBe(50);
  });
});
