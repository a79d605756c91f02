/** Tensor data as ONNX Runtime takes it. float16 travels as raw bits in a Uint16Array. */
export type TensorData = Float32Array | Uint16Array | BigInt64Array | Int32Array | Uint8Array | Int8Array;
export type TensorType = 'float32' | 'float16' | 'int64' | 'int32' | 'bool' | 'uint8' | 'int8';

export interface Tensor {
  readonly type: TensorType;
  readonly dims: readonly number[];
  readonly data: TensorData;
}

export interface TensorMetadata {
  readonly name: string;
  readonly type: TensorType;
  /** A number, or the name of a free dimension. */
  readonly shape: readonly (number | string)[];
}

/**
 * A loaded ONNX graph. `run` blocks the thread it is called on although it returns a promise (the binding is
 * synchronous), so sessions live in the inference thread only.
 */
export interface Session {
  /** Execution provider the session was created on, such as `cpu` or `webgpu`. */
  readonly device: string;
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
  /** Feeds by input name; returns the outputs named in `fetches`, all of them when left out. */
  run(feeds: Readonly<Record<string, Tensor>>, fetches?: readonly string[]): Promise<Record<string, Tensor>>;
  release(): Promise<void>;
}

export interface SessionOptions {
  readonly device: 'cpu' | 'webgpu' | 'dml' | 'coreml';
  readonly threads: number;
  /** False gives working memory back after each run, which pays where a graph runs rarely; true if left out. */
  readonly keepsMemory?: boolean;
  /**
   * Writes the graph, as the runtime optimises it for any processor, to this path and its weights beside it
   * (`<path>_data`): opened from there it is ready sooner. The session itself is optimised no further.
   */
  readonly writeOptimizedTo?: string;
}
