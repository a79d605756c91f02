import { once } from 'node:events';
import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pace, ResponsePlan } from './responsePlan.ts';

export interface Delivery {
  readonly plan: ResponsePlan;
  readonly method: string;
  readonly response: ServerResponse;
  /** Ends what waits when the hub closes. */
  readonly signal: AbortSignal;
  readonly onBytes: (count: number) => void;
}

/** Header pieces are this long in time; short enough that a slow answer is seen to trickle. */
const PACE_STEP_SECONDS = 0.05;
/** Time for the kernel to hand what was written to the client before a reset throws away what is still queued. */
const BEFORE_RESET_MS = 50;

/**
 * Writes an answer to its socket. Plain answers go through node:http and keep the connection; those with a fault in
 * their delivery are written by hand, and their connection ends with them.
 *
 * @returns whether all of the plan was sent.
 */
export async function writeResponse(delivery: Delivery): Promise<boolean> {
  const { plan, response } = delivery;
  const byHand =
    plan.earlyEnd !== undefined ||
    plan.declaredLength !== undefined ||
    plan.headerPace !== undefined ||
    plan.bodyPace !== undefined ||
    plan.framing === 'close';
  const socket = response.socket;
  if (socket === null || socket.destroyed) return false;
  // A client that leaves is part of the tests.
  if (socket.listenerCount('error') < 2) socket.on('error', () => undefined);
  return byHand ? writeByHand(delivery, socket) : writePlainly(delivery);
}

function hasBody(method: string, status: number): boolean {
  return method !== 'HEAD' && status !== 204 && status !== 304;
}

async function writePlainly({ plan, method, response, onBytes }: Delivery): Promise<boolean> {
  response.sendDate = false;
  response.writeHead(plan.status, headerLines(plan).flat());
  if (hasBody(method, plan.status) && plan.body !== undefined) {
    for (const piece of plan.body.read(0, plan.body.size)) {
      onBytes(piece.length);
      if (!response.write(piece) && !(await drained(response))) return false;
    }
  }
  response.end();
  return !response.destroyed;
}

async function writeByHand(delivery: Delivery, socket: Socket): Promise<boolean> {
  const { plan, method, signal, onBytes } = delivery;
  const status = `HTTP/1.1 ${plan.status} ${STATUS_CODES[plan.status] ?? 'Unknown'}`;
  const lines = [...headerLines(plan), ['Connection', 'close']].map(([name, value]) => `${name}: ${value}`);
  const head = Buffer.from([status, ...lines, '', ''].join('\r\n'), 'latin1');
  try {
    await writePaced(socket, [head], plan.headerPace, signal, () => undefined);
    if (hasBody(method, plan.status) && plan.body !== undefined) {
      const limit = Math.min(plan.earlyEnd?.afterBytes ?? Infinity, plan.body.size);
      const chunked = plan.framing === 'chunked';
      const pieces = plan.body.read(0, limit);
      await writePaced(socket, pieces, plan.bodyPace, signal, onBytes, chunked);
      if (chunked && (plan.earlyEnd === undefined || plan.earlyEnd.how === 'end')) socket.write('0\r\n\r\n');
    }
    return await finish(plan, socket, signal);
  } catch {
    return false;
  } finally {
    if (!socket.destroyed) socket.end();
  }
}

async function finish({ earlyEnd }: ResponsePlan, socket: Socket, signal: AbortSignal): Promise<boolean> {
  if (earlyEnd === undefined || earlyEnd.how === 'end' || earlyEnd.how === 'close') return true;
  if (earlyEnd.how === 'stall') {
    await once(socket, 'close', { signal });
    return false;
  }
  await new Promise((resolve) => socket.write('', resolve));
  await delay(BEFORE_RESET_MS, undefined, { signal });
  socket.resetAndDestroy();
  return true;
}

async function writePaced(
  socket: Socket,
  pieces: Iterable<Uint8Array>,
  pace: Pace | undefined,
  signal: AbortSignal,
  onBytes: (count: number) => void,
  chunked = false,
): Promise<void> {
  let sent = 0;
  for (const piece of pieces) {
    let position = 0;
    while (position < piece.length) {
      const step = stepAt(sent, piece.length - position, pace);
      const part = piece.subarray(position, position + step.bytes);
      if (step.waitMs > 0) await delay(step.waitMs, undefined, { signal });
      if (socket.destroyed) throw new Error('The client left.');
      onBytes(part.length);
      if (chunked) socket.write(`${part.length.toString(16)}\r\n`);
      let flowing = socket.write(part);
      if (chunked) flowing = socket.write('\r\n');
      if (!flowing && !(await drained(socket))) throw new Error('The client left.');
      position += part.length;
      sent += part.length;
    }
  }
}

function stepAt(sent: number, available: number, pace: Pace | undefined): { bytes: number; waitMs: number } {
  if (pace === undefined) return { bytes: available, waitMs: 0 };
  if (sent < pace.fromByte) return { bytes: Math.min(available, pace.fromByte - sent), waitMs: 0 };
  const bytes = Math.min(available, Math.max(1, Math.round(pace.bytesPerSecond * PACE_STEP_SECONDS)));
  return { bytes, waitMs: (1000 * bytes) / pace.bytesPerSecond };
}

function headerLines({ headers, framing = 'length', body, declaredLength }: ResponsePlan): string[][] {
  const lines = headers.map(([name, value]) => [name, value]);
  if (framing === 'chunked') lines.push(['Transfer-Encoding', 'chunked']);
  else if (framing === 'length' && body !== undefined) {
    lines.push(['Content-Length', String(declaredLength ?? body.size)]);
  }
  return lines;
}

/** Waits until more may be written; false when the client left. */
function drained(stream: Socket | ServerResponse): Promise<boolean> {
  if (stream.destroyed) return Promise.resolve(false);
  return new Promise((resolve) => {
    const settle = (flowing: boolean) => (): void => {
      stream.off('drain', onDrain).off('close', onClose);
      resolve(flowing);
    };
    const onDrain = settle(true);
    const onClose = settle(false);
    stream.on('drain', onDrain).on('close', onClose);
  });
}
