import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { findAccessibilityViolations } from './findAccessibilityViolations.ts';
import type { TestBrowser } from './openTestBrowser.ts';
import { openMeeting, passage } from './transcriptPage.ts';
import { useTestTranscript } from './useTestTranscript.ts';

/** Three hours at three seconds each. */
const LONG_SEGMENTS = 3600;

/** The sample meeting with the words of three hours in place of its own. */
describe('a transcript of three hours', () => {
  let browser: TestBrowser;
  useTestTranscript((opened) => ({ browser } = opened));

  it('keeps only what is in view, also while it is scrolled through', async () => {
    const long = await browser.openPage();
    await long.routeWebSocket(/\/rpc$/, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => {
        socket.send(lengthenTranscript(String(message)));
      });
    });
    await long.reload();
    await openMeeting(long);
    await long.getByText('Sentence 0.').waitFor();
    const { rows, frames } = await scrollThrough(long);
    expect(Math.max(...rows)).toBeLessThan(80);
    // Printed, not judged: it depends on what else the computer does.
    const sorted = frames.toSorted((a, b) => a - b);
    console.log(
      `scrolling through three hours: ${frames.length} frames, median ${sorted[sorted.length >> 1]?.toFixed(1)} ms, longest ${sorted.at(-1)?.toFixed(1)} ms`,
    );
    await long.getByRole('region', { name: 'Transcript' }).press('u');
    await long.getByRole('region', { name: 'Transcript' }).press('u');
    await long.getByRole('button', { name: 'Next uncertain word' }).click();
    await passage(long, 'Sentence 2.').locator('[data-current=true]', { hasText: 'nine' }).waitFor();
    await long.getByText(`${LONG_SEGMENTS} uncertain words`).waitFor();
    expect(await findAccessibilityViolations(long)).toEqual([]);
    await long.getByRole('region', { name: 'Transcript' }).press('End');
    await long.getByText(`Sentence ${LONG_SEGMENTS - 1}.`).waitFor();
    await long.close();
  });

  it('logged no error and broke no rule of its policy', () => {
    expect(browser.problems).toEqual([]);
  });
});

/** Scrolls from one end to the other, a screen a frame; the rows that existed and the milliseconds of each frame. */
async function scrollThrough(
  page: Page,
): Promise<{ readonly rows: readonly number[]; readonly frames: readonly number[] }> {
  return page.evaluate(`new Promise((resolve) => {
    const scroller = document.querySelector('.segment-scroller');
    const rows = [];
    const frames = [];
    let last = performance.now();
    const step = (now) => {
      frames.push(now - last);
      last = now;
      rows.push(document.querySelectorAll('.segment').length);
      const isAtEnd = scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 1;
      if (isAtEnd || frames.length === 300) return resolve({ rows, frames });
      scroller.scrollTop += scroller.clientHeight;
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  })`);
}

/** Three hours of short sentences, with words, in place of the segments of every transcript that the worker sends. */
function lengthenTranscript(message: string): string {
  const parsed = JSON.parse(message) as { result?: { transcript?: { segments: readonly object[] } } };
  const transcript = parsed.result?.transcript;
  if (transcript === undefined) return message;
  const [first] = transcript.segments;
  transcript.segments = Array.from({ length: LONG_SEGMENTS }, (_, id) => ({
    ...first,
    id,
    start: id * 3,
    end: id * 3 + 2.5,
    text: ` Sentence ${id}. It has nine words, as many as usual.`,
    speaker: `SPEAKER_0${Math.floor(id / 5) % 2}`,
    removed: null,
    words: ` Sentence| ${id}.| It| has| nine| words,| as| many| as| usual.`.split('|').map((text, index) => ({
      start: id * 3 + index * 0.25,
      end: id * 3 + index * 0.25 + 0.2,
      text,
      probability: index === 4 ? 0.3 : 0.9,
      approximate: false,
    })),
  }));
  return JSON.stringify(parsed);
}
