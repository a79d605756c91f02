import { z } from 'zod';
import { serializedErrorSchema } from './errors.ts';

/**
 * What the page and `earshot serve` say to each other besides RPC. The address that is printed is
 * `http://127.0.0.1:PORT/#token=TOKEN`: a fragment is sent to no server.
 */
export const BROWSER_SHELL = {
  /** WebSocket: hello, welcome, then RPC messages as JSON text (jsonMessages.ts). */
  socketPath: '/rpc',
  /** `GET /media/ID?token=MEDIA_TOKEN`, with ranges: an audio element cannot send headers. */
  mediaPath: '/media/',
  /** `POST /upload?name=FILE_NAME` with the file as the body and `Authorization: Bearer TOKEN`. */
  uploadPath: '/upload',
  /** Key of the token in the fragment. */
  fragmentKey: 'token',
} as const;

const token = z.string().min(1).max(100);

/** The page's first message; anything else, or nothing for some seconds, closes the socket. */
export const helloMessageSchema = z.strictObject({ type: z.literal('hello'), token });
export type HelloMessage = z.infer<typeof helloMessageSchema>;

/** The answer to a hello, before the `ready` of RPC. */
export const welcomeMessageSchema = z.object({
  type: z.literal('welcome'),
  /** Opens `/media/` for reading as long as this connection lives; after a reconnect there is a new one. */
  mediaToken: token,
});
export type WelcomeMessage = z.infer<typeof welcomeMessageSchema>;

/** What `/upload` answers, with status 201, or with the status of an error. */
export const uploadReplySchema = z.union([
  z.object({
    /** For `jobs.start`. */
    path: z.string(),
  }),
  z.object({ error: serializedErrorSchema }),
]);
export type UploadReply = z.infer<typeof uploadReplySchema>;
