export type DecoderCalls = {
  readonly decode: {
    readonly params: { readonly path: string };
    readonly result: { readonly seconds: number };
  };
};
