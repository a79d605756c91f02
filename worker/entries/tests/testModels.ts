import type { ModelStatus } from '../../contract/index.ts';

/** The starter model as `models.list` gives it. */
export const BUNDLED_MODEL: ModelStatus = {
  modelId: 'earshot-starter',
  task: 'asr',
  title: 'Earshot starter',
  source: 'bundled',
  folder: '/assets/models/earshot-starter',
  sizeBytes: 17_500_000,
  capabilities: { languages: ['en'], canTranslate: false, dtypes: ['fp32', 'q8'] },
  caution: null,
  cached: null,
};

/** A model that was downloaded, complete. */
export const DOWNLOADED_MODEL: ModelStatus = {
  ...BUNDLED_MODEL,
  modelId: 'whisper-base',
  title: 'Whisper base',
  source: 'cache',
  folder: '/data/models/whisper-base',
  cached: {
    repository: 'org/whisper-base',
    commit: 'c',
    revision: 'main',
    dtypes: ['q8'],
    isComplete: true,
    isDamaged: false,
    missing: [],
    isPinned: false,
    lastUsedAtMs: null,
    downloadedAtMs: 0,
    licence: null,
    versions: 1,
    partialBytes: 0,
    isQuarantined: false,
  },
};
