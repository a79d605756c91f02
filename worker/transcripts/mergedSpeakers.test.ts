import { expect, it } from 'vitest';
import { createSegment } from './tests/createSegment.ts';
import { openLibrary } from './tests/openLibrary.ts';

/** A recording of three speakers of whom some chunks are still to come. */
function openPartial() {
  const { repository, begin } = openLibrary();
  const { transcriptId } = begin('One');
  const labels = ['SPEAKER_00', 'SPEAKER_01', 'SPEAKER_02'];
  const commit = (chunkIndex: number) =>
    repository.commitChunk({
      transcriptId,
      jobId: null,
      chunkIndex,
      segments: labels.map((speaker, place) =>
        createSegment(chunkIndex * 30 + place * 3, ` ${chunkIndex}`, { speaker }),
      ),
      checkpoint: null,
    });
  const revision = () => ({ transcriptId, revision: repository.getTranscript(transcriptId).revision });
  return {
    commit,
    merge: (label: string, into: string) =>
      repository.editTranscript({ ...revision(), edit: { kind: 'mergeSpeakers', label, into } }),
    add: (name: string) =>
      repository.editTranscript({ ...revision(), edit: { kind: 'addSpeaker', name, segmentIds: [0] } }),
    undo: () => repository.undoEdit(revision()),
    redo: () => repository.redoEdit(revision()),
    speakers: () => repository.listSpeakers(transcriptId).map(({ label }) => label),
  };
}

const speakersOf = (segments: readonly { readonly speaker: string | null }[]) =>
  segments.map(({ speaker }) => speaker);

it('a speaker who was merged stays so in what is transcribed after that', () => {
  const { commit, merge, speakers } = openPartial();
  commit(0);
  merge('SPEAKER_02', 'SPEAKER_01');
  expect(speakersOf(commit(1))).toEqual(['SPEAKER_00', 'SPEAKER_01', 'SPEAKER_01']);
  merge('SPEAKER_01', 'SPEAKER_00');
  expect(speakersOf(commit(2))).toEqual(['SPEAKER_00', 'SPEAKER_00', 'SPEAKER_00']);
  expect(speakers()).toEqual(['SPEAKER_00']);
});

it('a merge that was undone is forgotten, and one that was made again is known', () => {
  const { commit, merge, undo, redo } = openPartial();
  commit(0);
  merge('SPEAKER_02', 'SPEAKER_01');
  undo();
  expect(speakersOf(commit(1))).toEqual(['SPEAKER_00', 'SPEAKER_01', 'SPEAKER_02']);
  redo();
  expect(speakersOf(commit(2))).toEqual(['SPEAKER_00', 'SPEAKER_01', 'SPEAKER_01']);
});

it('a speaker whom a person adds does not get the label of one who was merged', () => {
  const { commit, merge, add, speakers } = openPartial();
  commit(0);
  merge('SPEAKER_02', 'SPEAKER_01');
  add('Anna');
  expect(speakers()).toEqual(['SPEAKER_00', 'SPEAKER_01', 'SPEAKER_03']);
  expect(speakersOf(commit(1))).toEqual(['SPEAKER_00', 'SPEAKER_01', 'SPEAKER_01']);
});
