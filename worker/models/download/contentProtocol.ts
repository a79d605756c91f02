/** Names a file towards the content thread; a number that is never used again. */
interface OfFile {
  readonly file: number;
}

/** What the content thread is asked for. It works in turn, and answers each request once, in the same order. */
export type ContentRequest =
  /** Begins a hash, the first or a new one. What failed before is forgotten. */
  | (OfFile & { readonly kind: 'begin'; readonly etag: string; readonly sizeBytes: number })
  /** Feeds bytes that are in the file already to the hash. */
  | (OfFile & ContentRange & { readonly kind: 'read'; readonly byteCount: number })
  /** Feeds bytes to the hash and writes them. */
  | (OfFile & ContentRange & { readonly kind: 'append'; readonly pieces: readonly Uint8Array<ArrayBuffer>[] })
  /** Ends the hash. */
  | (OfFile & { readonly kind: 'digest' })
  | (OfFile & { readonly kind: 'end' });

interface ContentRange {
  /** Descriptors belong to the process, not to a thread. */
  readonly fd: number;
  readonly position: number;
}

export interface ContentReply {
  /** Hex digits; null but for `digest`. */
  readonly digest: string | null;
  readonly failure: ContentFailure | null;
  /** That of the pieces of an `append`, to be used again. */
  readonly memory: readonly ArrayBuffer[];
}

/** An error as it can be sent: of those of the system, a copy between threads would lose the code. */
export interface ContentFailure {
  readonly message: string;
  readonly code: string | null;
}
