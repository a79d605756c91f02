export type DownloaderCalls = {
  /** Downloads a whole repository into a cache. */
  readonly download: {
    readonly params: {
      readonly endpoint: string;
      readonly repository: string;
      readonly cacheDir: string;
    };
    readonly result: { readonly receivedBytes: number };
  };
};
