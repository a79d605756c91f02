/** File name suffixes of Hugging Face ONNX exports, by dtype (transformers.js, `dtypes.js`). */
export const DTYPE_SUFFIXES = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
} as const;

/** A dtype that a graph can have. A model may have two: `encoder+decoder`. */
export type GraphDtype = keyof typeof DTYPE_SUFFIXES;

export function isGraphDtype(text: string): text is GraphDtype {
  return Object.hasOwn(DTYPE_SUFFIXES, text);
}

/** On a processor int8 took 0.6 of the time of fp32, q4 1.5 of that of int8, and half floats are emulated. */
const CPU_PREFERENCE = ['q8', 'int8', 'uint8', 'fp32', 'q4', 'bnb4', 'fp16', 'q4f16'] as const;
/** Half floats need a feature that not every GPU has, and whose absence shows only in a run; int8 runs beside it. */
const GPU_PREFERENCE = ['fp32', 'fp16', 'q4', 'q4f16', 'q8', 'int8', 'uint8', 'bnb4'] as const;

/** The dtypes, the best for a device first: what is downloaded and what is used unless told otherwise. */
export function listDtypesFor(device: string): readonly [GraphDtype, ...GraphDtype[]] {
  return device === 'cpu' ? CPU_PREFERENCE : GPU_PREFERENCE;
}
