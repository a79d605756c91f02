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

export const cleanupPolicySchema = z.strictObject({
  budgetBytes: z.number().int().min(0).nullable(),
  unusedDays: z.number().int().min(1).max(36_500).nullable(),
});
export type CleanupPolicy = z.infer<typeof cleanupPolicySchema>;

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
  /** Keys of one character act by themselves in the page; off for speech input and shaky hands (WCAG 2.1.4). */
  singleKeyShortcuts: z.boolean().default(true),
  /** Copy recordings as they are transcribed, so that they can be heard when the file is gone. */
  keepOriginals: z.boolean().default(false),
  /** About copies only, such as those of a browser's uploads: a person's own files are never touched. */
  copies: z.enum(COPY_POLICIES).default('with-meeting'),
  /** True once the introduction was seen or passed over. */
  onboarded: z.boolean().default(false),
  /** Of the last export. */
  exportChoices: exportChoicesSchema.default({ format: 'txt', options: {} }),
  /** Absolute folder of the models; null for the one in the data folder. `EARSHOT_CACHE_DIR` goes before it. */
  cacheDir: z.string().min(1).max(32_767).nullable().default(null),
  /** Address of the model hub or a mirror of it; null for the usual one, or that of the environment. */
  hubEndpoint: z.string().min(1).max(2000).nullable().default(null),
  /** Address of a proxy for downloads; null for that of the environment, if any. */
  proxy: z.string().min(1).max(2000).nullable().default(null),
  /** Models that go by themselves: the least recently used above a size, and those unused for a time. Null for none. */
  cleanup: cleanupPolicySchema.default({ budgetBytes: null, unusedDays: null }),
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
    singleKeyShortcuts: settingsSchema.shape.singleKeyShortcuts.unwrap(),
    keepOriginals: settingsSchema.shape.keepOriginals.unwrap(),
    copies: settingsSchema.shape.copies.unwrap(),
    onboarded: settingsSchema.shape.onboarded.unwrap(),
    exportChoices: settingsSchema.shape.exportChoices.unwrap(),
    cacheDir: settingsSchema.shape.cacheDir.unwrap(),
    hubEndpoint: settingsSchema.shape.hubEndpoint.unwrap(),
    proxy: settingsSchema.shape.proxy.unwrap(),
    cleanup: settingsSchema.shape.cleanup.unwrap(),
  })
  .partial();

export type SettingsPatch = z.infer<typeof settingsPatchSchema>;
