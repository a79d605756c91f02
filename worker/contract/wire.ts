import { z } from 'zod';
import { type SerializedError, serializedErrorSchema } from './errors.ts';

/** Everything that crosses a transport. `method`, `name`, `params`, `result` and `payload` are checked further by their receivers. */
export type WireMessage =
  | { readonly type: 'ready'; readonly protocolVersion: number }
  | { readonly type: 'request'; readonly id: number; readonly method: string; readonly params?: unknown }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'response'; readonly id: number; readonly ok: true; readonly result?: unknown }
  | { readonly type: 'response'; readonly id: number; readonly ok: false; readonly error: SerializedError }
  | { readonly type: 'event'; readonly name: string; readonly payload?: unknown };

const requestId = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const wireMessageSchema = z.union([
  z.object({ type: z.literal('ready'), protocolVersion: z.number().int() }),
  z.object({
    type: z.literal('request'),
    id: requestId,
    method: z.string().max(100),
    params: z.unknown().optional(),
  }),
  z.object({ type: z.literal('cancel'), id: requestId }),
  z.object({
    type: z.literal('response'),
    id: requestId,
    ok: z.literal(true),
    result: z.unknown().optional(),
  }),
  z.object({
    type: z.literal('response'),
    id: requestId,
    ok: z.literal(false),
    error: serializedErrorSchema,
  }),
  z.object({ type: z.literal('event'), name: z.string().max(100), payload: z.unknown().optional() }),
]);

/** Checks the envelope of a message from the other side; null for anything that is not one. Never throws. */
export function parseWireMessage(message: unknown): WireMessage | null {
  try {
    const parsed = wireMessageSchema.safeParse(message);
    return parsed.success ? (parsed.data as WireMessage) : null;
  } catch {
    // Causes of errors that are nested without end exhaust the stack.
    return null;
  }
}
