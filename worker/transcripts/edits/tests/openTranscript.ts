import type { Transcript, TranscriptChange, TranscriptEdit } from '../../../contract/index.ts';
import { createSegment } from '../../tests/createSegment.ts';
import { openLibrary, type TestLibrary } from '../../tests/openLibrary.ts';
import { createWords } from './createWords.ts';

/** What is said, in passages of 5 s every 10 s. */
export const TEXTS = [
  'we meet on Thursday',
  'the budget is ninety thousand',
  'thanks for watching',
  'who takes the notes',
  'I do',
  'see you on Thursday',
];

/** A transcript of {@link TEXTS} with two speakers, one passage removed and one without words, and what edits it. */
export function openTranscript(path?: string) {
  const library = openLibrary(path === undefined ? {} : { path });
  const { transcriptId, meetingId } = library.begin('One');
  const segments = TEXTS.map((text, index) =>
    createSegment(index * 10, ` ${text}`, {
      end: index * 10 + 5,
      speaker: `SPEAKER_0${index % 2}`,
      removed: index === 2 ? 'known-phrase' : null,
      words: index === 4 ? [] : createWords(text, index * 10),
    }),
  );
  library.repository.commitChunk({ transcriptId, jobId: null, chunkIndex: 0, segments, checkpoint: null });
  return { ...library, ...createEditor(library, transcriptId), transcriptId, meetingId };
}

/** Edits on the newest revision. */
export function createEditor({ repository }: Pick<TestLibrary, 'repository'>, transcriptId: string) {
  const get = (): Transcript => repository.getTranscript(transcriptId);
  const request = () => ({ transcriptId, revision: get().revision });
  return {
    get,
    edit: (edit: TranscriptEdit): TranscriptChange => repository.editTranscript({ ...request(), edit }),
    undo: () => repository.undoEdit(request()),
    redo: () => repository.redoEdit(request()),
    texts: () => get().segments.map(({ text }) => text),
  };
}

/** All of a transcript that an undo has to bring back. */
export const content = ({ segments, speakers }: Transcript) => ({ segments, speakers });
