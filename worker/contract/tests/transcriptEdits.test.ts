import { describe, expect, it } from 'vitest';
import { createFindPattern, transcriptEditSchema } from '../transcriptEdits.ts';

describe('what is searched for', () => {
  it('means nothing but itself', () => {
    expect('a.c? (x) [y] \\ ^$'.replace(createFindPattern('.c? (x) [y] \\ ^$', true), () => '')).toBe('a');
    expect('Straße-10/2 {3}|4'.match(createFindPattern('e-10/2 {3}|4', true))).toEqual(['e-10/2 {3}|4']);
  });

  it('is found whatever its case unless that matters', () => {
    expect('Äpfel, äpfel'.match(createFindPattern('ÄPFEL', false))).toEqual(['Äpfel', 'äpfel']);
    expect('Äpfel, äpfel'.match(createFindPattern('äpfel', true))).toEqual(['äpfel']);
  });
});

describe('edits from a client', () => {
  it.each([
    { kind: 'setText', segmentId: 0, text: ' \n ' },
    { kind: 'setText', segmentId: 0, text: 'x'.repeat(20_001) },
    { kind: 'setText', segmentId: -1, text: 'x' },
    { kind: 'split', segmentId: 0, before: 'x', after: ' ' },
    { kind: 'setRemoved', segmentIds: [], removed: true },
    { kind: 'renameSpeaker', label: 'SPEAKER_00', name: '  ' },
    { kind: 'replaceAll', find: '', replacement: 'x', matchCase: true },
    { kind: 'setText', segmentId: 0, text: 'x', revision: 1 },
    { kind: 'drop' },
  ])('are refused where they make no sense: %o', (edit) => {
    expect(transcriptEditSchema.safeParse(edit).success).toBe(false);
  });

  it('lose the space around names', () => {
    const edit = { kind: 'renameSpeaker', label: 'SPEAKER_00', name: ' Anna ' };
    expect(transcriptEditSchema.parse(edit)).toEqual({ ...edit, name: 'Anna' });
  });
});
