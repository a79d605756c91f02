import { describe, expect, it } from 'vitest';
import { isRecording } from './isRecording.ts';

describe('isRecording', () => {
  it.each([
    ['Standup.MP3', '', true],
    ['call.mkv', 'video/x-matroska', true],
    ['voice.unheard-of', 'audio/unheard-of', true],
    ['talk.ogg', 'application/ogg', true],
    ['notes.txt', 'text/plain', false],
    ['slides.pdf', 'application/pdf', false],
    ['notes.wav.docx', '', false],
    ['LICENSE', '', false],
  ])('of %s with the type "%s": %s', (name, type, expected) => {
    expect(isRecording({ name, type }, 2)).toBe(expected);
  });

  it('takes a single file without any sign for one', () => {
    expect(isRecording({ name: 'recording', type: '' }, 1)).toBe(true);
  });
});
