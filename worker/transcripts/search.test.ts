import { describe, expect, it } from 'vitest';
import type { SearchHit } from '../contract/index.ts';
import { createRandom } from '../lib/testRandom.ts';
import { createSegment } from './tests/createSegment.ts';
import { openLibrary } from './tests/openLibrary.ts';

/** A library with one complete transcript per list of texts. */
function openWith(meetings: Readonly<Record<string, readonly string[]>>) {
  const library = openLibrary();
  for (const [name, texts] of Object.entries(meetings)) {
    const { transcriptId } = library.begin(name);
    const segments = texts.map((text, index) => createSegment(index * 2, text));
    library.repository.commitChunk({ transcriptId, jobId: null, chunkIndex: 0, segments, checkpoint: null });
    library.repository.completeTranscript(transcriptId, { realTimeFactor: 1 });
  }
  const find = (query: string) =>
    library.repository
      .search({ query, limit: 100 })
      .map(({ snippet }) => snippet.map(({ text }) => text).join(''));
  return { ...library, find };
}

const show = (hit: SearchHit | undefined) =>
  hit?.snippet.map(({ text, match }) => (match ? `[${text}]` : text)).join('');

describe('search', () => {
  const TEXTS = [
    'The budget for next year is final.',
    'Next year we budget better.',
    'A budgetary question about years.',
    'Café Müller, naïve façade.',
    "It's the CEO's e-mail: x@example.org",
    '我们讨论了会议记录和预算。',
    'สวัสดีครับ การประชุม',
  ];

  it('finds all words in any order, the last one by its beginning', () => {
    const { find } = openWith({ One: TEXTS });
    expect(find('budget year').toSorted()).toEqual([TEXTS[1], TEXTS[0]]);
    expect(find('budget* year').toSorted()).toEqual([TEXTS[2], TEXTS[1], TEXTS[0]]);
    expect(find('year budg').toSorted()).toEqual([TEXTS[1], TEXTS[0]]);
    expect(find('budget bet')).toEqual([TEXTS[1]]);
    expect(find('budg final')).toEqual([]);
    expect(find('budg* final')).toEqual([TEXTS[0]]);
    expect(find('zebra')).toEqual([]);
  });

  it('finds phrases as they stand', () => {
    const { find } = openWith({ One: TEXTS });
    expect(find('"next year"').toSorted()).toEqual([TEXTS[1], TEXTS[0]]);
    expect(find('"year next"')).toEqual([]);
    expect(find('“next year” final')).toEqual([TEXTS[0]]);
    expect(find('"next year')).toHaveLength(2);
    expect(find('"budget"')).toHaveLength(2);
  });

  it('minds neither case nor accents nor punctuation', () => {
    const { find } = openWith({ One: TEXTS });
    for (const query of ['cafe muller', 'CAFÉ', 'cafe\u0301', 'facade', 'Müller, naïve']) {
      expect(find(query)).toEqual([TEXTS[3]]);
    }
    for (const query of ["it's", 'e-mail', 'x@example.org', '(ceo)']) expect(find(query)).toEqual([TEXTS[4]]);
  });

  it('finds parts of sentences written without spaces', () => {
    const { find, repository } = openWith({ One: TEXTS });
    for (const query of ['会议', '记录', '会议记录', '预算', '论了']) expect(find(query)).toEqual([TEXTS[5]]);
    expect(find('议会')).toEqual([]);
    expect(find('ประชุม')).toEqual([TEXTS[6]]);
    expect(show(repository.search({ query: '会议记录', limit: 1 })[0])).toBe('我们讨论了[会议记录]和预算。');
  });

  it('takes a single last letter for a word, unless a star asks for more', () => {
    const { find } = openWith({ One: ['plan b works', 'the budget works'] });
    expect(find('b')).toEqual(['plan b works']);
    expect(find('b*')).toHaveLength(2);
  });

  it('says where the match is', () => {
    const { repository } = openWith({ One: TEXTS });
    expect(repository.search({ query: '"next year" final', limit: 10 })).toEqual([
      {
        meetingId: 'm1',
        meetingTitle: 'One',
        segmentId: 0,
        start: 0,
        end: 2,
        snippet: [
          { text: 'The budget for ', match: false },
          { text: 'next year', match: true },
          { text: ' is ', match: false },
          { text: 'final', match: true },
          { text: '.', match: false },
        ],
      },
    ]);
  });

  it('shows the part of a long segment that holds the match', () => {
    const words = Array.from({ length: 400 }, (_, index) => `w${index}`);
    const { repository } = openWith({ One: [words.join(' ')] });
    const shown = show(repository.search({ query: '"w300"', limit: 1 })[0]);
    expect(shown).toContain('[w300]');
    expect(shown?.length).toBeLessThan(300);
    expect(shown).toMatch(/^…w\d+ .*\[w300\].*…$/);
  });

  it('is not misled by marks that are in the text', () => {
    const { repository } = openWith({ One: ['before \u0002fake\u0003 and real <b>word</b>'] });
    expect(show(repository.search({ query: 'word', limit: 1 })[0])).toBe(
      'before  fake  and real <b>[word]</b>',
    );
  });

  it('puts the best match first and obeys the limit', () => {
    const texts = [
      'a long segment that mentions the budget among many other things',
      'budget, budget, budget',
      'none',
    ];
    const { repository, find } = openWith({ One: texts });
    expect(find('budget')).toEqual([texts[1], texts[0]]);
    expect(repository.search({ query: 'budget', limit: 1 }).map(({ segmentId }) => segmentId)).toEqual([1]);
  });

  it('looks in current transcripts, or in one meeting', () => {
    const { repository } = openWith({ One: ['apple one'], Two: ['apple two'] });
    const ids = (meetingId?: string) =>
      repository
        .search({ query: 'apple', limit: 9, meetingId })
        .map((hit) => hit.meetingId)
        .toSorted();
    expect(ids()).toEqual(['m1', 'm2']);
    expect(ids('m2')).toEqual(['m2']);
    expect(ids('m3')).toEqual([]);
    const { transcriptId } = repository.startTranscript({
      meetingId: 'm1',
      modelId: 'other',
      device: 'cpu',
      language: 'en',
      optionsKey: 'other',
    });
    repository.commitChunk({
      transcriptId,
      jobId: null,
      chunkIndex: 0,
      segments: [createSegment(0, 'pear one')],
      checkpoint: null,
    });
    expect(repository.search({ query: 'pear', limit: 9 })).toEqual([]);
    repository.completeTranscript(transcriptId, { realTimeFactor: 1 });
    expect(repository.search({ query: 'pear', limit: 9 })).toHaveLength(1);
    expect(ids()).toEqual(['m2']);
  });

  it('takes nothing that is typed for syntax', () => {
    const { repository, find } = openWith({ One: ['alpha beta', 'NOT OR AND NEAR text'] });
    const hostile = [
      '',
      ' ',
      '"',
      '""',
      '"""',
      '*',
      '**',
      '"*',
      '*"',
      '(',
      ')',
      '((',
      '^',
      '^alpha',
      '-',
      '+',
      ':',
      '{',
      '}',
      'text:alpha',
      'segment_index:alpha',
      'NEAR(',
      'NEAR(alpha beta, 3)',
      'AND',
      'OR',
      'NOT',
      'alpha AND',
      'OR beta',
      '\0',
      'alpha\0beta',
      "'",
      "'; DROP TABLE segments; --",
      '%',
      '_',
      '\\',
      '\\"',
      '🎉',
      '🎉🎉*',
      'alpha 🎉',
      '\ud800',
      '"\udfff',
      '\u200b',
      '\u0301',
      'ﷺ',
      '𒀀*',
      'a'.repeat(1000),
      'a '.repeat(500),
      '"'.repeat(1000),
      '('.repeat(1000),
      '* '.repeat(500),
      '?1',
      '$x',
      '@x',
      '`',
      '[alpha]',
      '<alpha>',
      '\u202ealpha',
      '٣',
      '½',
      '²',
    ];
    for (const query of hostile) expect(Array.isArray(repository.search({ query, limit: 5 }))).toBe(true);
    expect(find('NEAR(text')).toEqual(['NOT OR AND NEAR text']);
    expect(find('alpha 🎉')).toEqual(['alpha beta']);
    expect(find('alpha\0beta')).toEqual(['alpha beta']);
    expect(find('text:alpha')).toEqual([]);
  });

  it('survives two thousand random queries', () => {
    const { repository } = openWith({ One: ['alpha beta "gamma" delta*'] });
    const alphabet = [...'ab"*()^-+:{}NOT AND OR\'\0\n\t“”é会🎉\u0301\u200b\ud800,.;%_\\'];
    const random = createRandom(1);
    const below = (limit: number) => Math.floor(random() * limit);
    for (let round = 0; round < 2000; round += 1) {
      const query = Array.from({ length: below(25) }, () => alphabet[below(alphabet.length)]).join('');
      expect(() => repository.search({ query, limit: 5 }), JSON.stringify(query)).not.toThrow();
    }
  });

  it('finds the right segments among many meetings', () => {
    const library = openLibrary();
    const names = [
      'amber',
      'birch',
      'cedar',
      'dahlia',
      'elder',
      'fern',
      'ginkgo',
      'hazel',
      'iris',
      'jasmine',
    ];
    library.database.transaction(() => {
      for (let meeting = 0; meeting < 200; meeting += 1) {
        const { transcriptId } = library.begin(`Meeting ${meeting}`);
        const segments = Array.from({ length: 30 }, (_, index) =>
          createSegment(index * 2, `${names[meeting % 10]} report number${index} of team${meeting}`, {
            removed: index === 7 ? 'no-speech' : null,
          }),
        );
        library.repository.commitChunk({
          transcriptId,
          jobId: null,
          chunkIndex: 0,
          segments,
          checkpoint: null,
        });
      }
    });
    const find = (query: string) => library.repository.search({ query, limit: 1000 });
    expect(find('cedar "number3"')).toHaveLength(20);
    expect(new Set(find('number3 cedar').map(({ meetingTitle }) => meetingTitle))).toEqual(
      new Set(Array.from({ length: 20 }, (_, index) => `Meeting ${index * 10 + 2}`)),
    );
    expect(find('"report number5 of team42"')).toMatchObject([
      { meetingTitle: 'Meeting 42', segmentId: 5, start: 10 },
    ]);
    expect(find('"number7"')).toEqual([]);
    expect(find('team199')).toHaveLength(29);
    library.repository.removeMeeting('m43');
    expect(find('"report number5 of team42"')).toEqual([]);
    library.database.exec(`INSERT INTO segment_index (segment_index, rank) VALUES ('integrity-check', 1)`);
  });
});
