/**
 * Gives the memory of an array that nobody will look at again back at once; it has no elements afterwards. Left to the
 * garbage collector, which takes little notice of memory outside of its heap, it would stay for a while: the longer
 * a process works, the more of it is there at a time. An array that is only a part of its memory stays as it is (small
 * `Buffer`s share theirs), and so does shared memory.
 */
export function discardArray({ buffer, byteLength }: ArrayBufferView): void {
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) buffer.transfer(0);
}
