/** Seen by the process, without what it takes to start it. */
export type ModelLoaderCalls = {
  /** Loads the model and takes it out of memory again; the time that the loading took. */
  readonly load: {
    readonly params: { readonly modelFolder: string; readonly dtype: 'fp32' | 'q8' };
    readonly result: { readonly loadMs: number };
  };
};
