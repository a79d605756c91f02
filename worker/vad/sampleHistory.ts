/** The latest samples of a media, addressed by their position in it. Memory follows what is kept, not what went by. */
export class SampleHistory {
  #data = new Float32Array(0);
  #start: number;
  #end: number;
  /** Index in `#data` of the sample at position `#start`. */
  #offset = 0;

  constructor(start: number) {
    this.#start = start;
    this.#end = start;
  }

  /** Position after the last sample. */
  get end(): number {
    return this.#end;
  }

  append(samples: Float32Array): void {
    const kept = this.#end - this.#start;
    if (this.#offset + kept + samples.length > this.#data.length) this.#makeRoom(kept, samples.length);
    this.#data.set(samples, this.#offset + kept);
    this.#end += samples.length;
  }

  /** Forgets what is before `position`. */
  trim(position: number): void {
    const dropped = Math.min(position, this.#end) - this.#start;
    if (dropped <= 0) return;
    this.#start += dropped;
    this.#offset += dropped;
  }

  /** A view of the samples from `from` to `to`, valid until the next `append`. Throws a RangeError for forgotten or future ones. */
  read(from: number, to: number): Float32Array {
    if (from < this.#start || to > this.#end) {
      throw new RangeError(
        `Samples ${from} to ${to} were asked for; ${this.#start} to ${this.#end} are kept.`,
      );
    }
    return this.#data.subarray(this.#offset + from - this.#start, this.#offset + to - this.#start);
  }

  /** Moves what is kept to the front, of a larger array if it would fill more than half of this one. */
  #makeRoom(kept: number, added: number): void {
    const needed = kept + added;
    const source = this.#data.subarray(this.#offset, this.#offset + kept);
    if (needed * 2 > this.#data.length) this.#data = new Float32Array(needed * 2);
    this.#data.set(source);
    this.#offset = 0;
  }
}
