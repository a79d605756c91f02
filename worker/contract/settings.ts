import { z } from 'zod';
import { exportChoicesSchema } from './exports.ts';
import { transcribeOptionsSchema } from './transcribeOptions.ts';

export const SETTINGS_VERSION = 1;

/** Colours of the page; `system` follows the computer. */
export const APPEARANCES = ['system', 'light', 'dark', 'high-contrast'] as const;
export type Appearance = (typeof APPEARANCES)[number];

/** How long Earshot keeps the copies it makes of recordings. */
export const COPY_POLICIES = ['with-meeting', 'until-transcribed', 'forever'] as const;
export type CopyPolicy = (typeof COPY_POLICIES)[number];

/** Every field has a default next to it, so that a file from an older version is completed when it is read. */
export const settingsSchema = z.object({
  version: z.literal(SETTINGS_VERSION).default(SETTINGS_VERSION),
  /** Model used when none is named. */
  defaultModel: transcribeOptionsSchema.shape.model.default('earshot-starter'),
  defaultLanguage: transcribeOptionsSchema.shape.language.default('auto'),
  device: transcribeOptionsSchema.shape.device.default('auto'),
  /** Threads of one inference; null uses the physical cores. */
  threads: z.number().int().min(1).max(256).nullable().default(null),
  /** No outgoing request is made while this is on. */
  offline: z.boolean().default(false),
  /** Minutes after which a model that is not in use is taken out of memory; null keeps it until the app ends. */
  unloadAfterMinutes: z.number().min(1).max(1440).nullable().default(10),
  appearance: z.enum(APPEARANCES).default('system'),
  /** About copies only, such as those of a browser's uploads: a person's own files are never touched. */
  copies: z.enum(COPY_POLICIES).default('with-meeting'),
  /** True once the introduction was seen or passed over. */
  onboarded: z.boolean().default(false),
  /** Of the last export. */
  exportChoices: exportChoicesSchema.default({ format: 'txt', options: {} }),
});

export type Settings = z.infer<typeof settingsSchema>;

export const settingsPatchSchema = z
  .strictObject({
    defaultModel: settingsSchema.shape.defaultModel.unwrap(),
    defaultLanguage: settingsSchema.shape.defaultLanguage.unwrap(),
    device: settingsSchema.shape.device.unwrap(),
    threads: settingsSchema.shape.threads.unwrap(),
    offline: settingsSchema.shape.offline.unwrap(),
    unloadAfterMinutes: settingsSchema.shape.unloadAfterMinutes.unwrap(),
    appearance: settingsSchema.shape.appearance.unwrap(),
    copies: settingsSchema.shape.copies.unwrap(),
    onboarded: settingsSchema.shape.onboarded.unwrap(),
    exportChoices: settingsSchema.shape.exportChoices.unwrap(),
  })
  .partial();

export type SettingsPatch = z.infer<typeof settingsPatchSchema>;
