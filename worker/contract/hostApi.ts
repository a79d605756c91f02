import { z } from 'zod';
import { DESKTOP_SHELL } from './desktopShell.ts';
import { type SerializedError, serializedErrorSchema } from './errors.ts';

const nonce = z.string().min(16).max(100);
const nothing = z.union([z.undefined(), z.null()]);
const path = z
  .string()
  .min(1)
  .max(32_767)
  .refine((value) => !value.includes('\0'), 'A path holds no NUL.');
const fileName = z.string().min(1).max(255);
/** More than any transcript with word times; a bound, not a target. */
const MAX_CONTENT_LENGTH = 500_000_000;
const savedFile = z.strictObject({
  name: fileName,
  content: z.union([z.string().max(MAX_CONTENT_LENGTH), z.custom<Uint8Array>(isContent)]),
});

/** One schema per method: main parses every call of the page with it. */
export const hostSchemas = {
  /** Asks for a port to the worker; it arrives apart from the answer, with the nonce. */
  connect: z.strictObject({ nonce }),
  /** Starts the worker, if it is not started by itself any more. */
  startWorker: nothing,
  chooseFolder: z.strictObject({ startIn: path.nullable() }),
  /** Lets the person choose where a file of that name goes, and writes it there. */
  saveFile: savedFile,
  /** Lets the person choose a folder and writes all of them there; a name that is taken gets a number. */
  saveFiles: z.strictObject({ files: z.array(savedFile).min(1).max(10_000) }),
  /** Lets the person choose where a PDF of that name goes; the document is laid out without scripts and requests. */
  savePdf: z.strictObject({ name: fileName, html: z.string().max(MAX_CONTENT_LENGTH) }),
  showInFolder: z.strictObject({ path }),
  samplePath: nothing,
  /** Null removes it. */
  setHubToken: z.strictObject({ token: z.string().min(1).max(500).nullable() }),
} as const satisfies Record<HostMethod, z.ZodType>;

/** Method -> what main answers. */
export interface HostResults {
  readonly connect: null;
  readonly startWorker: null;
  /** Null when the person cancels; so are the next three. */
  readonly chooseFolder: string | null;
  readonly saveFile: string | null;
  readonly saveFiles: string | null;
  readonly savePdf: string | null;
  readonly showInFolder: null;
  readonly samplePath: string;
  /** False: the system cannot keep secrets, so the token is forgotten when the app ends. */
  readonly setHubToken: { readonly isKept: boolean };
}

export type HostMethod = keyof HostResults;
export type HostParams<Method extends HostMethod> = z.input<(typeof hostSchemas)[Method]>;
export type HostResult<Method extends HostMethod> = HostResults[Method];

/** How main answers a call: errors keep their code, which Electron's own rejection would lose. */
export const hostReplySchema = z.union([
  z.object({ ok: z.literal(true), result: z.unknown() }),
  z.object({ ok: z.literal(false), error: serializedErrorSchema }),
]);
export type HostReply =
  { readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly error: SerializedError };

/** What preload passes on together with a port. */
export const portMessageSchema = z.object({ type: z.literal(DESKTOP_SHELL.portMessageType), nonce });

function isContent(value: unknown): boolean {
  return value instanceof Uint8Array && value.byteLength <= MAX_CONTENT_LENGTH;
}
