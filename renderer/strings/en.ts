import { enModels } from './enModels.ts';
import { enLibrary } from './enLibrary.ts';
import { enJobs } from './enJobs.ts';
import { enExports } from './enExports.ts';
import { enSettings } from './enSettings.ts';
import { enLicences } from './enLicences.ts';
import { enOnboarding } from './enOnboarding.ts';
import { enShortcuts } from './enShortcuts.ts';

/** Every sentence the page shows, but for those about errors, which belong to their codes in the contract. */
export const en = {
  appName: 'Earshot',
  skipToContent: 'Skip to content',
  navigation: { label: 'Main', library: 'Library', models: 'Models', settings: 'Settings' },
  today: (time: string) => `Today, ${time}`,
  /** Names of execution providers; others are shown as they are. */
  devices: { cpu: 'CPU', webgpu: 'GPU (WebGPU)', dml: 'GPU (DirectML)', coreml: 'Core ML' },
  privacy: 'Nothing leaves this computer.',
  connection: {
    refusedTitle: 'This address is out of date',
    refusedText: 'Earshot was started again since, or the address is not complete. Use the one it shows now.',
    reconnecting: 'Connecting again. Everything transcribed so far is kept.',
  },
  copy: { label: 'Copy', done: 'Copied' },
  error: {
    copyDetails: 'Copy details',
    dismiss: 'Dismiss',
    pageTitle: 'This page stopped working',
    pageText: 'Your recordings and transcripts are safe. Load the page again to go on.',
    reload: 'Load again',
  },
  library: enLibrary,
  jobs: enJobs,
  transcript: {
    back: 'Back to the library',
    loading: 'Opening the transcript…',
    words: 'Transcript',
    emptyTitle: 'No words yet',
    emptyText: 'They appear here as soon as they are produced.',
    live: 'Words appear as they are produced',
    play: 'Play',
    pause: 'Pause',
    back5: 'Back 5 seconds',
    forward5: 'Forward 5 seconds',
    position: 'Position',
    speed: 'Speed',
    rate: (rate: number) => `${rate}×`,
    playerFailed: 'This browser cannot play the recording. The transcript is complete without it.',
    removedCount: (count: number) => (count === 1 ? '1 passage removed' : `${count} passages removed`),
    show: 'show',
    hide: 'hide',
    restore: 'Restore',
    removeSegment: 'Remove this passage',
    playFrom: (time: string) => `Play from ${time}`,
    reasons: {
      'no-speech': 'No speech heard',
      repetition: 'Repeats itself',
      'known-phrase': 'A phrase models make up in silence',
      user: 'Removed by you',
    },
    model: (model: string, device: string) => `${model}, ${device}`,
    export: 'Export',
  },
  exports: enExports,
  models: enModels,
  settings: enSettings,
  onboarding: enOnboarding,
  licences: enLicences,
  shortcuts: enShortcuts,
} as const;
