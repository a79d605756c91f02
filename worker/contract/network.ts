/** A request that left this computer. No address, which may be signed, and no header is kept. */
export interface EgressEntry {
  readonly atMs: number;
  /** Host and port. */
  readonly host: string;
  readonly method: string;
  readonly purpose: string;
  /** HTTP status; null when no answer came, or none yet. */
  readonly status: number | null;
  /** Bytes of the answer's body that arrived. */
  readonly receivedBytes: number;
}

/** Where the access token in use is from; null for none. The token itself never leaves the worker. */
export interface HubTokenStatus {
  readonly source: 'setting' | 'environment' | 'file' | null;
}
