import { z } from 'zod';

const channelId = z.number().int().min(0);

/**
 * What a process and the one that started it say to each other over the channel that Node gives them: messages for the
 * worker or its host, and those of the clients, each of which has a channel of its own.
 */
export const processMessageSchema = z.discriminatedUnion('kind', [
  /** `HostMessage` or `WorkerMessage`. `opens` is the channel that a `connect` brings. */
  z.object({ kind: z.literal('control'), message: z.unknown(), opens: channelId.nullable() }),
  z.object({ kind: z.literal('data'), channelId, message: z.unknown() }),
  z.object({ kind: z.literal('close'), channelId }),
]);

export type ProcessMessage = z.infer<typeof processMessageSchema>;
