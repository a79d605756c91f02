import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RpcClient, TranscriptEdit } from '../../../worker/contract/index.ts';
import type { BenchRow } from '../benchRow.ts';
import type { BenchStep } from '../benchStep.ts';
import { startWorker } from '../children/startWorker.ts';
import { wordOfRank } from '../fixtures/createTextSource.ts';
import { type LongTranscript, writeLongTranscript } from '../fixtures/longTranscript.ts';
import { removeAtExit } from '../fixtures/removeAtExit.ts';
import { formatMs } from '../format.ts';
import { median } from '../median.ts';

const SEGMENTS = 3600;
const ROUNDS = 10;

/** Each is made and taken back in every round, so that all rounds begin with the same transcript. */
const EDITS: readonly { readonly measured: string; readonly edit: TranscriptEdit }[] = [
  { measured: 'text of a passage', edit: { kind: 'setText', segmentId: 5, text: 'something else was said' } },
  {
    measured: 'split of a passage',
    edit: { kind: 'split', segmentId: 5, before: 'something', after: ' else' },
  },
  { measured: 'name of a speaker', edit: { kind: 'renameSpeaker', label: 'SPEAKER_00', name: 'Anna' } },
  {
    measured: 'merge of two speakers',
    edit: { kind: 'mergeSpeakers', label: 'SPEAKER_00', into: 'SPEAKER_01' },
  },
  {
    measured: 'replacement of the most common word',
    edit: { kind: 'replaceAll', find: wordOfRank(1), replacement: 'replaced', matchCase: true },
  },
];

export const editing: BenchStep = {
  name: 'editing',
  title: 'Editing a transcript of three hours',
  method:
    '3,600 passages with the times of all words; a request over RPC, stored when it is answered, median of 10.',
  async run(tell) {
    const dataDir = await mkdtemp(join(tmpdir(), 'earshot-bench-editing-'));
    removeAtExit(dataDir);
    tell('writing the transcript');
    const long = writeLongTranscript(join(dataDir, 'library.db'), SEGMENTS);
    const { client, stop } = await startWorker(dataDir);
    try {
      const rows: BenchRow[] = [];
      const opening = await time(ROUNDS, () => client.request('library.get', long));
      rows.push(createRow('opening it', formatMs(opening.ms)));
      for (const edit of EDITS) rows.push(await measureEdit(client, long, edit));
      return rows;
    } finally {
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  },
};

async function measureEdit(
  client: RpcClient,
  { meetingId, transcriptId }: LongTranscript,
  { measured, edit }: (typeof EDITS)[number],
): Promise<BenchRow> {
  const madeMs: number[] = [];
  const undoneMs: number[] = [];
  let passages = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const { transcript } = await client.request('library.get', { meetingId, transcriptId });
    const revision = transcript?.revision ?? 0;
    const made = await time(1, () => client.request('transcripts.edit', { transcriptId, revision, edit }));
    const undone = await time(1, () =>
      client.request('transcripts.undo', { transcriptId, revision: made.result.revision }),
    );
    passages = made.result.segments.length;
    madeMs.push(made.ms);
    undoneMs.push(undone.ms);
  }
  const count = passages > 2 ? ` (${passages.toLocaleString('en')} passages)` : '';
  return createRow(
    `${measured}${count}`,
    `${formatMs(median(madeMs))}, undone in ${formatMs(median(undoneMs))}`,
  );
}

async function time<Result>(
  rounds: number,
  action: () => Promise<Result>,
): Promise<{ readonly ms: number; readonly result: Result }> {
  const times: number[] = [];
  for (;;) {
    const startedAtMs = performance.now();
    const result = await action();
    times.push(performance.now() - startedAtMs);
    if (times.length === rounds) return { ms: median(times), result };
  }
}

function createRow(measured: string, earshot: string): BenchRow {
  return { measured, earshot, comparison: '', ratio: '', target: null };
}
