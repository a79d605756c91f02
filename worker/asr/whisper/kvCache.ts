import type { Tensor } from '../../inference/session.ts';

/** Keys and values by place, such as `0.decoder.key`: [lanes, heads, positions, head size] each, as the graphs take them. */
export type CacheTensors = Readonly<Record<string, Tensor>>;

export interface CacheLane {
  readonly cache: CacheTensors;
  readonly lane: number;
}

/** A cache made of single lanes of others, all with the same number of positions; a lane may be named repeatedly. */
export function gatherLanes(lanes: readonly CacheLane[]): CacheTensors {
  const gathered: Record<string, Tensor> = {};
  for (const [name, { type, dims }] of Object.entries(lanes[0]?.cache ?? {})) {
    const [, ...laneDims] = dims;
    const laneSize = product(laneDims);
    const data = createData(type, lanes.length * laneSize);
    for (const [index, { cache, lane }] of lanes.entries()) {
      const source = cache[name];
      if (source === undefined) throw new Error(`The cache has no ${name}.`);
      data.set(laneData(source, lane, laneSize), index * laneSize);
    }
    gathered[name] = { type, dims: [lanes.length, ...laneDims], data };
  }
  return gathered;
}

/**
 * What stays the same for all steps of a lane: cross-attention keys and values, in slots of one buffer per place, so
 * that neighbouring slots are a batch without copying. Buffers are made at the first write and kept from call to
 * call: for Whisper base a slot is 37 MB, which is far more than a step's own work.
 */
export class CrossCache {
  readonly #buffers = new Map<string, Tensor>();
  #capacity = 0;

  /** Makes room for `slots`; what is in the cache is lost when it must grow. */
  reserve(slots: number): void {
    if (slots <= this.#capacity) return;
    this.#capacity = slots;
    this.#buffers.clear();
  }

  /** Copies tensors with one lane into `slot`, which must be below the number reserved. */
  write(slot: number, tensors: CacheTensors): void {
    for (const [name, tensor] of Object.entries(tensors)) {
      const size = product(tensor.dims);
      let buffer = this.#buffers.get(name);
      if (buffer === undefined) {
        const dims = [this.#capacity, ...tensor.dims.slice(1)];
        buffer = { type: tensor.type, dims, data: createData(tensor.type, this.#capacity * size) };
        this.#buffers.set(name, buffer);
      }
      dataOf(buffer).set(laneData(tensor, 0, size), slot * size);
    }
  }

  copy(from: number, to: number): void {
    if (from === to) return;
    for (const buffer of this.#buffers.values()) {
      const size = product(buffer.dims.slice(1));
      dataOf(buffer).copyWithin(to * size, from * size, (from + 1) * size);
    }
  }

  /** The lanes in slots `first .. first + count`, as views. */
  lanes(first: number, count: number): CacheTensors {
    const views: Record<string, Tensor> = {};
    for (const [name, { type, dims, data }] of this.#buffers) {
      const size = product(dims.slice(1));
      const view = data.subarray(first * size, (first + count) * size);
      views[name] = { type, dims: [count, ...dims.slice(1)], data: view };
    }
    return views;
  }
}

type CacheData = Float32Array | Uint16Array | Int8Array;

function createData(type: Tensor['type'], length: number): CacheData {
  if (type === 'int8') return new Int8Array(length);
  return type === 'float16' ? new Uint16Array(length) : new Float32Array(length);
}

function dataOf(tensor: Tensor): CacheData {
  const { data } = tensor;
  if (data instanceof Float32Array || data instanceof Uint16Array || data instanceof Int8Array) return data;
  throw new Error(`A cache cannot hold ${tensor.type}.`);
}

function laneData(tensor: Tensor, lane: number, laneSize: number): CacheData {
  return dataOf(tensor).subarray(lane * laneSize, (lane + 1) * laneSize);
}

function product(dims: readonly number[]): number {
  return dims.reduce((size, dim) => size * dim, 1);
}
