import { expect, it } from 'vitest';
import type { BundledModel } from './loadBundledModels.ts';
import { nameModel } from './nameModel.ts';

const BUNDLED: readonly BundledModel[] = [
  { manifest: { id: 'demo', task: 'asr', title: 'Demo (small)' }, folder: '/app/models/demo' },
];

it.each([
  ['demo', 'Demo (small)'],
  ['whisper-base', 'Whisper base'],
  ['whisper-base.en', 'Whisper base, English'],
  ['someone/whisper-like', 'someone/whisper-like'],
  ['of-a-version-before', 'of-a-version-before'],
  ['/home/anna/models/mine', 'mine'],
  ['/home/anna/hub/models--someone--whisper-like/snapshots/0123abcd', 'someone/whisper-like'],
])('names %s as %s, whether or not it is on the disk', (modelId, name) => {
  expect(nameModel(modelId, BUNDLED)).toBe(name);
});
