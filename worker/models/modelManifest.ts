import { z } from 'zod';
import { MODEL_TASKS } from '../contract/index.ts';

/** Name of the file in a bundled model's folder that lists it in the app. Other model folders need none. */
export const MODEL_MANIFEST_FILE = 'earshot.json';

export const modelManifestSchema = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/),
  task: z.enum(MODEL_TASKS),
  title: z.string().min(1).max(200),
  caution: z.string().min(1).max(500).optional(),
  /** What the files were when the model was made a part of the app, by path separated by `/`. */
  files: z
    .record(
      z.string().min(1),
      z.object({ sizeBytes: z.number().int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
    )
    .optional(),
});

export type ModelManifest = z.infer<typeof modelManifestSchema>;
