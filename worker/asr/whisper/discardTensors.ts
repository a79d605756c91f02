import type { Tensor } from '../../inference/session.ts';

/**
 * Gives the memory of arrays that nobody will look at again back at once; they have no elements afterwards. Left to
 * the garbage collector, which takes little notice of memory outside of its heap, the outputs of past runs add 100 MiB
 * to the peak of a batch of eight (Whisper base int8, median of three pairs of runs).
 */
export function discardTensors(tensors: Iterable<Pick<Tensor, 'data'>>): void {
  for (const { data } of tensors) {
    if (data.buffer instanceof ArrayBuffer && !data.buffer.detached) data.buffer.transfer(0);
  }
}
