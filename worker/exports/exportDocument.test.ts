import { describe, expect, it } from 'vitest';
import type { Meeting } from '../contract/index.ts';
import { createExportDocument } from './exportDocument.ts';
import { createTestSegment } from './testDocuments.ts';

const MEETING: Meeting = {
  meetingId: 'm1',
  title: 'Plans',
  createdAtMs: 5,
  durationSeconds: 60,
  language: 'de',
  status: 'empty',
  speakerCount: 0,
  media: { mediaId: 'x', path: '/a.wav', contentHash: '00', sizeBytes: 1, durationSeconds: 60 },
  transcript: null,
  transcripts: [],
  notes: '',
};

describe('createExportDocument', () => {
  it('leaves out what was removed or is empty and orders by start', () => {
    const segments = [
      createTestSegment({ start: 2, end: 3, text: ' later' }),
      createTestSegment({ start: 0, end: 1, text: ' earlier' }),
      createTestSegment({ start: 3, end: 4, text: ' Thanks for watching!', removed: 'known-phrase' }),
      createTestSegment({ start: 4, end: 5, text: '  ' }),
    ].map((segment, id) => ({ ...segment, id, edited: false }));
    const transcribed: Meeting = {
      ...MEETING,
      transcript: {
        transcriptId: 't1',
        meetingId: 'm1',
        modelId: 'earshot-starter',
        device: 'cpu',
        language: 'en',
        status: 'complete',
        createdAtMs: 6,
        realTimeFactor: 0.1,
        segments,
        speakers: [{ label: 'SPEAKER_00', name: 'Anna' }],
        revision: 0,
        history: { undo: null, redo: null },
      },
    };
    expect(createExportDocument(transcribed, 'Earshot Starter (demo)')).toEqual({
      title: 'Plans',
      createdAtMs: 5,
      durationSeconds: 60,
      language: 'en',
      modelId: 'earshot-starter',
      modelName: 'Earshot Starter (demo)',
      speakers: [{ label: 'SPEAKER_00', name: 'Anna' }],
      segments: [segments[1], segments[0]],
    });
  });

  it('has no segments where there is no transcript yet', () => {
    expect(createExportDocument(MEETING, null)).toMatchObject({
      language: 'de',
      modelId: null,
      modelName: null,
      segments: [],
    });
  });
});
