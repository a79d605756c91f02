import { enTranscript } from './enTranscript.ts';
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
    stopped: {
      title: 'Earshot has stopped',
      text: 'Your recordings and transcripts are kept, and unfinished work goes on next time.',
      nextStep: 'Start Earshot again and open the address it shows.',
    },
    tryAgain: 'Try again',
    tried: (time: string) => `Tried at ${time}: still stopped.`,
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
  transcript: enTranscript,
  exports: enExports,
  models: enModels,
  settings: enSettings,
  onboarding: enOnboarding,
  licences: enLicences,
  shortcuts: enShortcuts,
} as const;
