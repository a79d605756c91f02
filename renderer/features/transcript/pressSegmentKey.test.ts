import type { KeyboardEvent } from 'react';
import { expect, it } from 'vitest';
import { createSegment } from '../../testing/records.ts';
import { createEditorStore } from './editorStore.ts';
import { pressSegmentKey } from './pressSegmentKey.ts';
import type { SegmentActions } from './segmentActions.ts';
import { toRows } from './toRows.ts';

const SEGMENT = createSegment({ id: 0, text: 'one' });

/** The keys that did something to the selected passage, and what the actions were asked for. */
function pressKeys(keys: readonly string[], allowsKey: (key: string) => boolean) {
  const editor = createEditorStore();
  const asked: string[] = [];
  const actions = {
    mergeWithNext: () => Promise.resolve(asked.push('merge')),
    setSpeakerByNumber: (_id: number, number: number) => Promise.resolve(asked.push(`speaker ${number}`)),
    toggleRemoved: () => Promise.resolve(asked.push('remove')),
  } as unknown as SegmentActions;
  const options = { rows: toRows([SEGMENT], new Set<number>()), editor, actions, allowsKey, firstVisible: 0 };
  editor.getState().reveal(SEGMENT.id);
  const used = keys.filter((key) => pressSegmentKey({ key } as KeyboardEvent, options));
  return { used, asked };
}

it('keys act on the selected passage', () => {
  expect(pressKeys(['j', '2', 'Delete', 'x'], () => true)).toEqual({
    used: ['j', '2', 'Delete'],
    asked: ['merge', 'speaker 2', 'remove'],
  });
});

it('keys that are turned off do nothing', () => {
  expect(pressKeys(['j', '2', 'e', 'Delete'], (key) => key.length > 1)).toEqual({
    used: ['Delete'],
    asked: ['remove'],
  });
});
