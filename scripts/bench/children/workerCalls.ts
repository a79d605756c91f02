/** Besides these the process speaks the worker's own protocol. */
export type WorkerCalls = {
  readonly start: { readonly params: { readonly dataDir: string }; readonly result: null };
  /** Does nothing: for the figures that come with every reply. */
  readonly rest: { readonly params: null; readonly result: null };
};
