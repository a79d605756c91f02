import { describe, expect, it } from 'vitest';
import { DEFAULT_EXPORT_OPTIONS } from '../contract/index.ts';
import { renderHtml } from './html.ts';
import { createTestSegment, MEETING_DOCUMENT } from './testDocuments.ts';

describe('renderHtml', () => {
  it('states language and direction, so that a browser picks fonts and lays lines out as they are read', () => {
    const segments = [createTestSegment({ start: 0, end: 1, text: 'مرحبا بالجميع.' })];
    expect(
      renderHtml({ ...MEETING_DOCUMENT, language: 'ar', segments }, DEFAULT_EXPORT_OPTIONS).split('\n'),
    ).toEqual(expect.arrayContaining(['<html lang="ar" dir="rtl">', '<p>مرحبا بالجميع.</p>']));
  });

  it('lets nothing that was said become markup', () => {
    const segments = [
      createTestSegment({ start: 0, end: 1, text: '<img src=x onerror="alert(1)"> & </p><script>' }),
    ];
    const html = renderHtml(
      { ...MEETING_DOCUMENT, title: '</title><script>', segments },
      DEFAULT_EXPORT_OPTIONS,
    );
    expect(html).not.toContain('<script');
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; &lt;/p&gt;&lt;script&gt;');
  });
});
