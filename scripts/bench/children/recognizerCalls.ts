/** Both sides of the comparison answer the same calls. */
export type RecognizerCalls = {
  readonly load: { readonly params: LoadParams; readonly result: null };
  readonly recognize: { readonly params: RecognizeParams; readonly result: RecognizedWindows };
};

export interface LoadParams {
  readonly modelFolder: string;
  readonly dtype: 'fp32' | 'q8';
}

export interface RecognizeParams {
  /** A 16 kHz mono WAV file. */
  readonly audioPath: string;
  readonly timestamps: boolean;
  readonly maxNewTokens: number;
  /** By how much a window of 30 s overlaps its neighbour on each side; only transformers.js does that. */
  readonly strideSeconds: number;
}

export interface RecognizedWindows {
  /** Generated tokens of each window, in order, without prompt and end of text. */
  readonly tokens: readonly (readonly number[])[];
}
