/** What keeps one client, honest or not, from taking memory, descriptors or the disk from the others. */
export interface HttpLimits {
  /** TCP connections. A browser opens six for requests to one server, and one for the socket of each window. */
  readonly maxConnections: number;
  /** WebSockets, those that have not said hello included; one for each window. */
  readonly maxSockets: number;
  /** From the connection to a complete head. */
  readonly headersTimeoutMs: number;
  /** Without a byte in either direction. A paused player reads nothing, and asks again with a range. */
  readonly idleTimeoutMs: number;
  /** From the upgrade to a complete hello. */
  readonly helloTimeoutMs: number;
  /** A socket that has not answered the last ping when the next is due is closed. */
  readonly pingIntervalMs: number;
  /** Of one WebSocket message to the worker. The largest are notes, which come with those they replace: 6 MB of UTF-8. */
  readonly maxMessageBytes: number;
  /** Waiting to be read by one client. The transcript of ten hours is about 10 MB. */
  readonly maxBufferedBytes: number;
  /** Of one file. Three hours of video at 12 Mbit/s are 16 GB. */
  readonly maxUploadBytes: number;
  /** At the same time. */
  readonly maxUploads: number;
}

/** Our choice, from what is said above of each. */
export const DEFAULT_HTTP_LIMITS: HttpLimits = {
  maxConnections: 128,
  maxSockets: 32,
  headersTimeoutMs: 10_000,
  idleTimeoutMs: 120_000,
  helloTimeoutMs: 5_000,
  pingIntervalMs: 30_000,
  maxMessageBytes: 8_388_608,
  maxBufferedBytes: 67_108_864,
  maxUploadBytes: 17_179_869_184,
  maxUploads: 4,
};
