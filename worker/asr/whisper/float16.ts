import type { Tensor } from '../../inference/session.ts';

/** The values of a float tensor; a float32 one gives its own array, not a copy. */
export function toFloat32(tensor: Tensor): Float32Array {
  const { data } = tensor;
  if (data instanceof Float32Array) return data;
  if (tensor.type !== 'float16') throw new Error(`A ${tensor.type} tensor does not hold floats.`);
  return Float32Array.from(new Float16Array(data.buffer, data.byteOffset, data.length));
}

/** `tensor` with elements of `type`: the tensor itself when they are that already. */
export function toFloatType(tensor: Tensor, type: 'float32' | 'float16'): Tensor {
  if (tensor.type === type) return tensor;
  const values = toFloat32(tensor);
  if (type === 'float32') return { type, dims: tensor.dims, data: values };
  return { type, dims: tensor.dims, data: new Uint16Array(Float16Array.from(values).buffer) };
}
