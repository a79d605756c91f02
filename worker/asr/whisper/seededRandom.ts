/**
 * Uniform numbers in [0, 1) that depend on `seeds` alone: mulberry32 (Tommy Ettinger, public domain), its state
 * mixed from the seeds by the finalizer of MurmurHash3.
 */
export function createSeededRandom(...seeds: readonly number[]): () => number {
  let state = 0;
  for (const seed of seeds) state = mix(state ^ mix(seed + 0x9e3779b9));
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

function mix(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
