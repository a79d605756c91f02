import { describe, expect, it } from 'vitest';
import { DEFAULT_RECOGNIZER_OPTIONS as thresholds } from '../recognizer.ts';
import { compressionRatio, isSilence, judgeSegments, needsFallback } from './quality.ts';

const good = { compressionRatio: 1.2, avgLogprob: -0.3, noSpeechProb: 0.01 };

describe('compressionRatio', () => {
  it('is the size of the text by its deflated size', () => {
    expect(compressionRatio('')).toBe(0);
    expect(compressionRatio('abc')).toBeCloseTo(3 / 11, 5);
    expect(compressionRatio('We will meet on Tuesday to look at the budget.')).toBeLessThan(1);
    expect(compressionRatio(' I am sorry.'.repeat(20))).toBeGreaterThan(2.4);
    expect(compressionRatio('ありがとう'.repeat(20))).toBeGreaterThan(compressionRatio('abcde'.repeat(20)));
  });
});

describe('needsFallback', () => {
  it('asks for another try when the text loops or is unlikely', () => {
    expect(needsFallback(good, thresholds)).toBe(false);
    expect(needsFallback({ ...good, compressionRatio: 2.5 }, thresholds)).toBe(true);
    expect(needsFallback({ ...good, avgLogprob: -1.1 }, thresholds)).toBe(true);
  });

  it('lets silence be', () => {
    const silence = { compressionRatio: 3, avgLogprob: -1.1, noSpeechProb: 0.9 };
    expect(isSilence(silence, thresholds)).toBe(true);
    expect(needsFallback(silence, thresholds)).toBe(false);
    expect(isSilence({ ...silence, avgLogprob: -0.5 }, thresholds)).toBe(false);
    expect(isSilence({ ...silence, noSpeechProb: 0.6 }, thresholds)).toBe(false);
  });
});

describe('judgeSegments', () => {
  const judge = (texts: string[], quality = good) => judgeSegments(texts, quality, thresholds);
  const empty = { ...good, noSpeechProb: 0.8 };

  it('leaves speech alone', () => {
    expect(judge([' Thank you.', ' No no no no.', ' Very, very, very, very good.'])).toEqual([
      null,
      null,
      null,
    ]);
    expect(judge([' Thank you.', ' That is all for today.'], empty)).toEqual([null, null]);
    expect(judge([])).toEqual([]);
  });

  it('marks silence', () => {
    expect(judge([' Something.', ' Else.'], { ...empty, avgLogprob: -1.2 })).toEqual([
      'no-speech',
      'no-speech',
    ]);
  });

  it('marks known phrases only where the decoder hears no speech', () => {
    expect(judge([' Thank you.', ' Thanks for watching!'], empty)).toEqual(['known-phrase', 'known-phrase']);
    expect(judge([' Untertitel der Amara.org-Community'], empty)).toEqual(['known-phrase']);
    expect(judge([' Untertitel der Amara.org-Community'])).toEqual([null]);
    expect(judge([' ご視聴ありがとうございました。'], empty)).toEqual(['known-phrase']);
  });

  it('marks a loop within a segment', () => {
    expect(judge([' We begin.', ' I think so.' + ' and then we go'.repeat(12)])).toEqual([
      null,
      'repetition',
    ]);
    expect(judge(['我们今天' + '谢谢大家'.repeat(15)])).toEqual(['repetition']);
    expect(judge([' ha'.repeat(60)])).toEqual(['repetition']);
  });

  it('marks a loop over segments, but not its first', () => {
    expect(judge([' Okay.', ' I see.', ' I see', ' i see!', ' I see.', ' Good.'])).toEqual([
      null,
      null,
      'repetition',
      'repetition',
      'repetition',
      null,
    ]);
    expect(judge([' I see.', ' I see.', ' I see.'])).toEqual([null, null, null]);
  });
});
