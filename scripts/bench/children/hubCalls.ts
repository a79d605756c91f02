export type HubCalls = {
  /** Serves a repository with one file of so many bytes. */
  readonly serve: {
    readonly params: { readonly sizeBytes: number };
    readonly result: { readonly endpoint: string; readonly repository: string; readonly file: string };
  };
};
