import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Transcript, TranscriptEdit } from '../../contract/index.ts';
import { createSegment } from '../tests/createSegment.ts';
import { openLibrary } from '../tests/openLibrary.ts';
import { type EditPlan, SEGMENTS_PER_TURN } from './planRevisions.ts';
import { createWords } from './tests/createWords.ts';

const COUNT = 2 * SEGMENTS_PER_TURN + 30;
const REPLACE: TranscriptEdit = { kind: 'replaceAll', find: 'meet', replacement: 'met', matchCase: true };
const MERGE: TranscriptEdit = { kind: 'mergeSpeakers', label: 'SPEAKER_01', into: 'SPEAKER_00' };

/** A transcript that is still being made, with so many passages. */
function openLong(count = COUNT) {
  const library = openLibrary();
  const { repository } = library;
  const { transcriptId } = library.begin('One');
  const commit = (chunkIndex: number, length: number) =>
    repository.commitChunk({
      transcriptId,
      jobId: null,
      chunkIndex,
      segments: Array.from({ length }, (_, index) => {
        const start = (chunkIndex * 1000 + index) * 3;
        const text = index % 7 === 0 ? 'meet' : `we meet ${index}`;
        return createSegment(start, ` ${text}`, {
          speaker: `SPEAKER_0${index % 2}`,
          removed: index % 5 === 0 ? 'known-phrase' : null,
          words: createWords(text, start),
        });
      }),
      checkpoint: null,
    });
  commit(0, count);
  const get = (): Transcript => repository.getTranscript(transcriptId);
  return { ...library, commit, get, request: () => ({ transcriptId, revision: get().revision }) };
}

/** All that an edit changes, without what counts the edits. */
const content = ({ segments, speakers, history }: Transcript) => ({ segments, speakers, history });

describe('a large edit that is worked out before it is made', () => {
  it.each([REPLACE, { ...REPLACE, replacement: '' }, MERGE] as const)(
    'comes to the same as at once, and so do its undo and redo: $kind',
    async (edit) => {
      const atOnce = openLong();
      const planned = openLong();
      const plans: (EditPlan | null)[] = [];
      const steps = [
        async () => {
          atOnce.repository.editTranscript({ ...atOnce.request(), edit });
          const request = { ...planned.request(), edit };
          plans.push(await planned.repository.plan.edit(request));
          return planned.repository.editTranscript(request, plans.at(-1));
        },
        async () => {
          atOnce.repository.undoEdit(atOnce.request());
          plans.push(await planned.repository.plan.undo(planned.request()));
          return planned.repository.undoEdit(planned.request(), plans.at(-1));
        },
        async () => {
          atOnce.repository.redoEdit(atOnce.request());
          plans.push(await planned.repository.plan.redo(planned.request()));
          return planned.repository.redoEdit(planned.request(), plans.at(-1));
        },
      ];
      for (const step of steps) {
        const before = planned.get();
        const change = await step();
        expect(content(planned.get())).toEqual(content(atOnce.get()));
        const untouched = before.segments.filter(({ id }) => !change.segments.some((each) => each.id === id));
        const told = [...untouched, ...change.segments].sort((a, b) => a.start - b.start);
        expect(told).toEqual(planned.get().segments);
      }
      expect(plans[0]).not.toBeNull();
      const log = (library: typeof planned) => library.database.all('SELECT * FROM transcript_edits');
      const sorted = (rows: ReturnType<typeof log>) =>
        rows.map((row) => {
          const { segments, speakers } = JSON.parse(String(row['change'])) as {
            segments: { id: number }[];
            speakers: unknown;
          };
          return { ...row, change: { segments: segments.sort((a, b) => a.id - b.id), speakers } };
        });
      expect(sorted(log(planned))).toEqual(sorted(log(atOnce)));
    },
  );

  it('lets others work between its parts', async () => {
    const { repository, request } = openLong();
    let turns = 0;
    let isPlanned = false;
    const planning = repository.plan.edit({ ...request(), edit: REPLACE }).finally(() => (isPlanned = true));
    while (!isPlanned) {
      turns += 1;
      await nextTurn();
    }
    expect(turns).toBeGreaterThanOrEqual(3);
    const plan = await planning;
    repository.editTranscript({ ...request(), edit: REPLACE }, plan);
    expect((await repository.plan.undo(request()))?.writes).toHaveLength(plan?.writes.length ?? 0);
  });

  it('refuses as ever when another edit came between', async () => {
    const { repository, request, get } = openLong();
    const asked = { ...request(), edit: REPLACE };
    const plan = await repository.plan.edit(asked);
    repository.editTranscript({ ...request(), edit: { kind: 'setText', segmentId: 1, text: 'other' } });
    const before = get();
    expect(() => repository.editTranscript(asked, plan)).toThrow(
      expect.objectContaining({ code: 'edit-conflict' }),
    );
    expect(get()).toEqual(before);
  });

  it('includes what was transcribed meanwhile', async () => {
    const { repository, request, commit, get } = openLong();
    const asked = { ...request(), edit: REPLACE };
    const plan = await repository.plan.edit(asked);
    commit(1, 3);
    repository.editTranscript(asked, plan);
    const shown = get().segments.filter(({ removed }) => removed === null);
    expect(shown.filter(({ text }) => text.includes('meet'))).toEqual([]);
    expect(shown.at(-1)?.text).toBe(' we met 2');
  });

  it('is not planned where it takes no time, or nothing is there', async () => {
    const { repository, request } = openLong(20);
    expect(await repository.plan.edit({ ...request(), edit: REPLACE })).toBeNull();
    repository.editTranscript({ ...request(), edit: REPLACE });
    expect(await repository.plan.undo(request())).toBeNull();
    expect(await repository.plan.redo(request())).toBeNull();
    expect(await repository.plan.edit({ transcriptId: 't99', revision: 0, edit: REPLACE })).toBeNull();
  });

  it('ends between two parts when the worker stops', async () => {
    const { repository, request } = openLong();
    const planning = repository.plan.edit({ ...request(), edit: REPLACE }, AbortSignal.abort());
    await expect(planning).rejects.toMatchObject({ name: 'AbortError' });
  });
});
