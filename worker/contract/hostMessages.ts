import { z } from 'zod';

/** What the process that started the worker tells it, apart from RPC. A `connect` message brings one port with it. */
export const hostMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('connect') }),
  z.strictObject({ type: z.literal('stop') }),
]);

export type HostMessage = z.infer<typeof hostMessageSchema>;
