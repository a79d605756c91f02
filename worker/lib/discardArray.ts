/**
 * Gives the memory of an array that nobody will look at again back at once; it has no elements afterwards. Left to the
 * garbage collector, which takes little notice of memory outside of its heap, it would stay for a while: the longer
 * a process works, the more of it is there at a time. Shared memory stays as it is.
 */
export function discardArray({ buffer }: ArrayBufferView): void {
  if (buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0);
}
