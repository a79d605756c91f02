import { z } from 'zod';
import { type SerializedError, serializedErrorSchema } from './errors.ts';

/** What the process that started the worker tells it, apart from RPC. A `connect` message brings one port with it. */
export const hostMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('connect') }),
  z.strictObject({ type: z.literal('stop') }),
  /** The access token for the hub, which the host keeps encrypted; null for none. Sent before the first `connect`. */
  z.strictObject({ type: z.literal('hub-token'), token: z.string().min(1).max(500).nullable() }),
]);

export type HostMessage = z.infer<typeof hostMessageSchema>;

/** What the worker tells that process, apart from RPC. */
export const workerMessageSchema = z.object({
  /** It cannot work as things are on the disk, and would not if it were started again; it waits to be stopped. */
  type: z.literal('start-failed'),
  error: serializedErrorSchema,
});

export interface WorkerMessage {
  readonly type: 'start-failed';
  readonly error: SerializedError;
}
