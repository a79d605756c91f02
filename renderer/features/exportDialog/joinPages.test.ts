import { describe, expect, it } from 'vitest';
import { DEFAULT_EXPORT_OPTIONS } from '../../../worker/contract/index.ts';
import { renderHtml } from '../../../worker/exports/html.ts';
import { MEETING_DOCUMENT } from '../../../worker/exports/testDocuments.ts';
import { joinPages } from './joinPages.ts';

describe('joinPages', () => {
  it('puts the meetings into the first page, each in its language', () => {
    const [english, hebrew] = ['en', 'he'].map((language) =>
      renderHtml(
        { ...MEETING_DOCUMENT, title: `In ${language} $&`, language, segments: [] },
        DEFAULT_EXPORT_OPTIONS,
      ),
    );
    const facts = '<p class="facts">Date: 2025-03-14 · Duration: 1:02:05 · Language:';
    const body = /<body>[\s\S]*<\/body>/.exec(joinPages([english ?? '', hebrew ?? '']))?.[0];
    expect(body?.split('\n')).toEqual([
      '<body>',
      '<article lang="en" dir="ltr">',
      '<h1>In en $&amp;</h1>',
      `${facts} English · Model: Earshot Starter (demo)</p>`,
      '</article>',
      '<article lang="he" dir="rtl">',
      '<h1>In he $&amp;</h1>',
      `${facts} Hebrew · Model: Earshot Starter (demo)</p>`,
      '</article>',
      '</body>',
    ]);
  });

  it('leaves a single page as it is', () => {
    const page = renderHtml(MEETING_DOCUMENT, DEFAULT_EXPORT_OPTIONS);
    expect(joinPages([page])).toBe(page);
  });
});
