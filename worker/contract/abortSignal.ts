/** The part of `AbortSignal` the contract uses; it compiles without DOM or Node types, and both satisfy it. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
