/** What a request is made for. */
export type RequestPurpose = 'resolve-revision' | 'list-files' | 'check-access' | 'download' | 'check-update';

export interface EgressRequest {
  /** Host and port as dialed; of a proxied request, the host behind the proxy. */
  readonly host: string;
  readonly purpose: RequestPurpose;
  readonly method: string;
}

export interface EgressOutcome {
  /** HTTP status; null when no answer came. */
  readonly status: number | null;
  /** Bytes of the answer's body that arrived. */
  readonly receivedBytes: number;
}

/** The record of every request that leaves the computer. An entry begins before anything is sent. */
export interface EgressLedger {
  begin(request: EgressRequest): (outcome: EgressOutcome) => void;
}
