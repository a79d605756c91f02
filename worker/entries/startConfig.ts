import { z } from 'zod';
import { LOG_LEVELS } from '../lib/logger.ts';

const startConfigSchema = z.strictObject({
  appVersion: z.string(),
  dataDir: z.string(),
  assetsDir: z.string(),
  offline: z.boolean(),
  logLevel: z.enum(LOG_LEVELS),
});

/** What a host starts the worker with, as JSON in the first argument: nothing of it is secret. */
export type StartConfig = z.infer<typeof startConfigSchema>;

export function readStartConfig(): StartConfig {
  return startConfigSchema.parse(JSON.parse(process.argv[2] ?? ''));
}
