import type { AbortSignalLike } from '../../contract/index.ts';
import { layersOf, readAttentionRow, type AttentionHeads, type AttentionPlace } from './attentionRows.ts';
import { discardTensors } from './discardTensors.ts';
import { gatherLanes, type CacheLane, type CacheTensors, type CrossCache } from './kvCache.ts';
import { readRow } from './logitRow.ts';
import type { WhisperConfig } from './modelConfig.ts';
import type { Hypothesis, TokenSearch } from './tokenSearch.ts';
import type { DecodeTask } from './decodeTask.ts';
import type { DecoderOutput } from './decoderRunner.ts';
import { runPrompts, takeGroup } from './runPrompts.ts';
import type { WhisperModel } from './whisperModel.ts';

export interface DecodedTask<Task extends DecodeTask> {
  readonly task: Task;
  readonly hypothesis: Hypothesis;
}

export interface DecodeTasksOptions<Task extends DecodeTask> {
  readonly model: Pick<WhisperModel, 'prompt' | 'step'> & {
    readonly config: Pick<WhisperConfig, 'decoderHeads' | 'maxSourcePositions'>;
  };
  /** Taken from the front; may be added to whenever a result has been yielded. */
  readonly queue: Task[];
  /** Has room for `maxLanes`. */
  readonly crossCache: CrossCache;
  /** Most lanes in a run; at least the width of every task. */
  readonly maxLanes: number;
  /** See `StepRequest.textMask`. */
  readonly textMask: Float32Array;
  /** Heads whose attention is recorded for each token. */
  readonly attentionHeads: AttentionHeads;
  readonly signal: AbortSignalLike;
}

interface Row<Task extends DecodeTask> {
  readonly task: Task;
  readonly search: TokenSearch;
}

/** Rows in lock-step: same position, same width, neighbouring slots of the cross cache. */
interface Cohort<Task extends DecodeTask> {
  readonly firstSlot: number;
  readonly width: number;
  position: number;
  rows: Row<Task>[];
  selfCache: CacheTensors;
}

/**
 * Decodes tasks in batches and yields each as soon as its search ends.
 *
 * The exported graphs take neither an attention mask nor position ids, so that all lanes of a run must be at one
 * position. A batch therefore is a cohort in lock-step: finished rows are dropped, the last row moving into their
 * place. When half of the room is free and tasks wait, the cohort is parked, a new one starts in the free slots, and
 * the two are joined when the new one has come to the parked one's position. Which rows share a run thus depends on the
 * queue alone, not on time.
 */
export async function* decodeTasks<Task extends DecodeTask>(
  options: DecodeTasksOptions<Task>,
): AsyncGenerator<DecodedTask<Task>, void, undefined> {
  const { queue, maxLanes } = options;
  /** In order of their slots; the last one runs, one below it is parked. */
  const cohorts: Cohort<Task>[] = [];
  for (;;) {
    const parked = cohorts.at(-1);
    const freeSlot = parked === undefined ? 0 : parked.firstSlot + parked.rows.length * parked.width;
    const mayStart = cohorts.length === 0 || (cohorts.length === 1 && freeSlot <= maxLanes / 2);
    if (mayStart && hasRoom(queue, freeSlot, maxLanes)) {
      const { cohort, finished } = await startCohort(options, freeSlot);
      yield* finished;
      if (cohort.rows.length > 0) cohorts.push(cohort);
    }
    joinTopCohorts(cohorts);
    const active = cohorts.at(-1);
    if (active === undefined) {
      if (queue.length === 0) return;
      continue;
    }
    yield* await stepCohort(options, active);
    if (active.rows.length === 0) cohorts.pop();
  }
}

function hasRoom(queue: readonly DecodeTask[], firstSlot: number, maxLanes: number): boolean {
  const [task] = queue;
  return task !== undefined && firstSlot + task.search.width <= maxLanes;
}

/** Starts waiting tasks of one width and prompt length until the slots are full. */
async function startCohort<Task extends DecodeTask>(
  options: DecodeTasksOptions<Task>,
  firstSlot: number,
): Promise<{ cohort: Cohort<Task>; finished: DecodedTask<Task>[] }> {
  const { queue, crossCache, maxLanes } = options;
  const width = queue[0]?.search.width ?? 1;
  const promptLength = queue[0]?.promptLength ?? 0;
  const rows: Row<Task>[] = [];
  const lanes: CacheLane[] = [];
  const finished: DecodedTask<Task>[] = [];
  const caches: CacheTensors[] = [];
  for (;;) {
    const slot = firstSlot + lanes.length;
    const group = takeGroup(queue, width, promptLength, maxLanes - slot);
    if (group.length === 0) break;
    const output = await runPrompts(options, group, slot);
    for (const [lane, task] of group.entries()) {
      const place = { lane, row: promptLength - 1, rows: promptLength };
      const { search } = task;
      const goesOn = search.advance({
        row: () => readRow(output, lane * place.rows + place.row),
        attention: () => recordAttention(options, output, task, place),
      });
      if (!goesOn) {
        finished.push({ task, hypothesis: search.best() });
        continue;
      }
      rows.push({ task, search });
      for (let copy = 0; copy < width; copy++) {
        crossCache.copy(slot + lane, firstSlot + lanes.length);
        lanes.push({ cache: output.selfCache, lane });
      }
    }
    caches.push(output.selfCache);
    discardResults(output);
  }
  const cohort = { firstSlot, width, position: promptLength, rows, selfCache: gatherLanes(lanes) };
  for (const cache of caches) discardTensors(Object.values(cache));
  return { cohort, finished };
}

function joinTopCohorts<Task extends DecodeTask>(cohorts: Cohort<Task>[]): void {
  const [below, top] = cohorts.slice(-2);
  if (below === undefined || top === undefined) return;
  if (below.position !== top.position || below.width !== top.width) return;
  const lanesOf = ({ rows, width, selfCache }: Cohort<Task>): CacheLane[] =>
    Array.from({ length: rows.length * width }, (_, lane) => ({ cache: selfCache, lane }));
  const joined = gatherLanes([...lanesOf(below), ...lanesOf(top)]);
  discardTensors([...Object.values(below.selfCache), ...Object.values(top.selfCache)]);
  below.selfCache = joined;
  below.rows = [...below.rows, ...top.rows];
  cohorts.pop();
}

/** One decoder step of a cohort; returns what finished by it, which has left the cohort. */
async function stepCohort<Task extends DecodeTask>(
  options: DecodeTasksOptions<Task>,
  cohort: Cohort<Task>,
): Promise<DecodedTask<Task>[]> {
  const { model, crossCache, signal } = options;
  const { rows, width } = cohort;
  const tokens = new Int32Array(rows.length * width);
  for (const [index, { search }] of rows.entries()) tokens.set(search.next, index * width);
  const output = await model.step(
    {
      tokens,
      position: cohort.position,
      selfCache: cohort.selfCache,
      crossCache: crossCache.lanes(cohort.firstSlot, tokens.length),
      attentionLayers: layersOf(options.attentionHeads),
      textMask: rows.some(({ search }) => search.readsAllLogits) ? null : options.textMask,
    },
    signal,
  );
  discardReplaced(cohort.selfCache, output.selfCache);
  cohort.position += 1;
  const finished: DecodedTask<Task>[] = [];
  const goesOn = rows.map(({ task, search }, index) => {
    const running = search.advance({
      row: (lane) => readRow(output, index * width + lane),
      attention: (lane) =>
        recordAttention(options, output, task, { lane: index * width + lane, row: 0, rows: 1 }),
    });
    if (!running) finished.push({ task, hypothesis: search.best() });
    return running;
  });
  discardResults(output);
  const survivors = fillHoles(goesOn);
  for (const [to, from] of survivors.entries()) {
    if (from === to) continue;
    for (let lane = 0; lane < width; lane++) {
      crossCache.copy(cohort.firstSlot + from * width + lane, cohort.firstSlot + to * width + lane);
    }
  }
  cohort.selfCache = selectLanes(output.selfCache, cohort, survivors);
  cohort.rows = survivors.flatMap((row) => rows[row] ?? []);
  return finished;
}

/** Old index of each row that stays; a hole is filled by the last row, so that few rows move. */
function fillHoles(stays: readonly boolean[]): number[] {
  const rows = [...stays.keys()];
  for (let index = 0; index < rows.length;) {
    if (stays[rows[index] ?? 0] === true) {
      index += 1;
      continue;
    }
    const last = rows.pop();
    if (last !== undefined && index < rows.length) rows[index] = last;
  }
  return rows;
}

/** The caches that the lanes go on from: `cache` itself, or a new one in its place, and `cache` is discarded. */
function selectLanes<Task extends DecodeTask>(
  cache: CacheTensors,
  { rows, width }: Cohort<Task>,
  survivors: readonly number[],
): CacheTensors {
  const lanes = survivors.flatMap((row) =>
    Array.from(rows[row]?.search.parents ?? [], (parent): CacheLane => ({
      cache,
      lane: row * width + parent,
    })),
  );
  const isUnchanged =
    lanes.length === rows.length * width && lanes.every(({ lane }, index) => lane === index);
  if (isUnchanged) return cache;
  const selected = gatherLanes(lanes);
  discardTensors(Object.values(cache));
  return selected;
}

/** A model returns the cache it was given, with one more position in it, or another one, perhaps in the same memory. */
function discardReplaced(before: CacheTensors, after: CacheTensors): void {
  const kept = new Set(Object.values(after).map(({ data }) => data.buffer));
  discardTensors(Object.values(before).filter(({ data }) => !kept.has(data.buffer)));
}

/** What a search has looked at; the caches live on. */
function discardResults({ logits, text, attentions }: DecoderOutput): void {
  const summary = text === null ? [] : [text.logits, text.probabilities];
  discardTensors([logits, ...summary, ...attentions.values()].map((data) => ({ data })));
}

function recordAttention<Task extends DecodeTask>(
  { attentionHeads, model }: DecodeTasksOptions<Task>,
  output: DecoderOutput,
  task: DecodeTask,
  place: AttentionPlace,
): Float32Array | null {
  if (attentionHeads.length === 0) return null;
  return readAttentionRow(output, attentionHeads, place, task.usedFrames, model.config);
}
