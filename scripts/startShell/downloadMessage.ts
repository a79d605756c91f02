import { z } from 'zod';

/** What the process that downloads Electron's program tells the one that started it. */
export const downloadMessageSchema = z.discriminatedUnion('type', [
  /** The archive is not in the cache; this server is asked for it. */
  z.object({ type: z.literal('asking'), host: z.string() }),
  z.object({
    type: z.literal('progress'),
    receivedBytes: z.number(),
    /** Null where the server does not say. */
    totalBytes: z.number().nullable(),
  }),
  z.object({
    type: z.literal('failed'),
    name: z.string(),
    message: z.string(),
    /** Of the system, such as ENOTFOUND, where it was the connection that failed. */
    code: z.string().nullable(),
  }),
]);

export type DownloadMessage = z.infer<typeof downloadMessageSchema>;
