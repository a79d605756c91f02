import { describe, expect, it } from 'vitest';
import { createExportName, cutPreview } from './exportPreview.ts';

describe('createExportName', () => {
  it.each([
    ['Standup', 'Standup.srt'],
    ['Q3: plan / budget?', 'Q3 plan budget.srt'],
    ['../../etc/passwd', '.. .. etc passwd.srt'],
    ['Ends with dots...', 'Ends with dots.srt'],
    ['a\u0000b\nc', 'a b c.srt'],
    ['???', 'transcript.srt'],
  ])('makes of %j the name %j', (title, name) => {
    expect(createExportName(title, 'srt')).toBe(name);
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
