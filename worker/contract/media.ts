export interface AudioStreamInfo {
  /** Position among all streams of the file. */
  readonly index: number;
  readonly codec: string;
  readonly channels: number;
  readonly sampleRate: number;
  readonly language: string | null;
  readonly title: string | null;
}

export interface MediaInfo {
  readonly path: string;
  readonly container: string;
  /** As the container declares it; null when it does not say. */
  readonly durationSeconds: number | null;
  readonly sizeBytes: number;
  readonly hasVideo: boolean;
  readonly audioStreams: readonly AudioStreamInfo[];
}
