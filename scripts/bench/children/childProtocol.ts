/** What a child process can be asked, by method. Plain, cloneable data. */
export type ChildCalls = Readonly<Record<string, { readonly params: unknown; readonly result: unknown }>>;

export interface ChildRequest {
  readonly kind: 'call';
  readonly id: number;
  readonly method: string;
  readonly params: unknown;
}

/** A result with what it cost in the process that made it. */
export interface Measured<Result> {
  readonly result: Result;
  /** Time in the child; sending and receiving are not in it. */
  readonly elapsedMs: number;
  /** Most memory the process has ever had (resident set), not only for this call. */
  readonly peakBytes: number;
}

export type ChildReply =
  | ({ readonly kind: 'reply'; readonly id: number } & Measured<unknown>)
  | { readonly kind: 'failure'; readonly id: number; readonly message: string };

/** A message of the worker's own protocol, which shares the channel. */
export interface ChildRpcMessage {
  readonly kind: 'rpc';
  readonly message: unknown;
}

export type ChildMessage = ChildRequest | ChildReply | ChildRpcMessage;
