import { type RefObject, useEffect } from 'react';
import { useStore } from 'zustand';
import { createFindPattern } from '../../../worker/contract/index.ts';
import { useTranscriptTools } from './transcriptContext.ts';

/**
 * Marks what is looked for in an element, without touching its nodes: matches go across words, which are elements of
 * their own (CSS Custom Highlight API). `currentIndex` is the match of this element that is the current one, or null.
 */
export function useFoundHighlight(
  element: RefObject<HTMLElement | null>,
  text: string,
  currentIndex: number | null,
): void {
  const find = useStore(useTranscriptTools().editor, (state) => state.find);
  const query = find.isOpen ? find.query : '';
  useEffect(() => {
    if (element.current === null || query === '' || !('highlights' in CSS)) return undefined;
    const pattern = createFindPattern(query, find.matchCase);
    const ranges = [...(element.current.textContent ?? '').matchAll(pattern)].map(({ index, 0: found }) =>
      createTextRange(element.current, index, index + found.length),
    );
    const added = ranges.map((range, index) => {
      const highlight = openHighlight(index === currentIndex ? 'found-current' : 'found');
      highlight.add(range);
      return { highlight, range };
    });
    return () => {
      for (const { highlight, range } of added) highlight.delete(range);
    };
    // The text is a dependency because ranges end with the nodes they lie in.
  }, [element, query, find.matchCase, text, currentIndex]);
}

function openHighlight(name: string): Highlight {
  const known = CSS.highlights.get(name);
  if (known !== undefined) return known;
  const highlight = new Highlight();
  CSS.highlights.set(name, highlight);
  return highlight;
}

/** The part of an element's text between two offsets. */
function createTextRange(element: Node | null, start: number, end: number): Range {
  const range = document.createRange();
  if (element === null) return range;
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let offset = 0;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const length = node.textContent?.length ?? 0;
    if (offset <= start && start < offset + length) range.setStart(node, start - offset);
    if (offset < end && end <= offset + length) {
      range.setEnd(node, end - offset);
      break;
    }
    offset += length;
  }
  return range;
}
