import { describe, expect, it } from 'vitest';
import { createSegment } from '../../testing/records.ts';
import { compareTranscripts } from './compareTranscripts.ts';

const say = (text: string, start = 0) => [createSegment({ text, start, end: start + 10 })];

describe('the comparison of two versions', () => {
  it('shows what differs, with the words around it', () => {
    const differences = compareTranscripts(
      say('one two three four five six seven meat on Thursday at the office again today'),
      say('one two three four five six seven meet on on Thursday at the office again today'),
    );
    expect(differences.map(({ parts }) => parts)).toEqual([
      [
        { kind: 'same', text: 'two three four five six seven' },
        { kind: 'other', text: 'meet' },
        { kind: 'shown', text: 'meat' },
        { kind: 'same', text: 'on' },
      ],
      [
        { kind: 'same', text: 'on' },
        { kind: 'other', text: 'on' },
        { kind: 'same', text: 'Thursday at the office again today' },
      ],
    ]);
  });

  it('passes over case and punctuation, and over what was removed', () => {
    const removed = createSegment({ text: 'Thanks for watching', start: 20, removed: 'known-phrase' });
    expect(compareTranscripts([...say('Hello, there.'), removed], say('hello there'))).toEqual([]);
  });

  it('says when it is, also far into the recording and where only one version goes on', () => {
    const differences = compareTranscripts([...say('same'), ...say('more words', 300)], say('same'));
    expect(differences).toEqual([{ start: 300, parts: [{ kind: 'shown', text: 'more words' }] }]);
  });

  it('takes long meetings that have nothing in common', () => {
    const speak = (word: string) =>
      Array.from({ length: 3600 }, (_, index) =>
        createSegment({
          id: index,
          start: index * 3,
          end: index * 3 + 3,
          text: `${word}${index} ${word} x y z`,
        }),
      );
    expect(compareTranscripts(speak('a'), speak('b')).length).toBeGreaterThan(90);
  });
});
