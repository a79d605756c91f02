/** What a fast line brings in a fraction of a millisecond; more was no faster (measured over loopback). */
export const RECEIVE_BYTES = 256 * 1024;

/** Pieces of a fast download, and where their memory goes when they are on the disk. */
export interface ReceiveMemory {
  /** `RECEIVE_BYTES` with whatever was in it. */
  take(): Uint8Array<ArrayBuffer>;
  /** Whether nobody but who has a view of it uses this memory, though the view may be of a part of it. */
  owns(memory: ArrayBufferLike): boolean;
  /** Memory that nobody has a view of any more, of any size and from anywhere. */
  giveBack(memory: ArrayBuffer): void;
  /** Lets go of what is kept. */
  clear(): void;
}

/** What all downloads together have under way, and a little that is being filled. */
const MAX_KEPT = 48;

/**
 * Memory that is used again and again: of 500 MB in pieces of new memory, the system hands out, clears and takes back
 * every page, which is a sixth of the work of a whole download (measured).
 */
export function createReceiveMemory(): ReceiveMemory {
  let kept: ArrayBuffer[] = [];
  const taken = new WeakSet<ArrayBufferLike>();
  return {
    take() {
      const memory = kept.pop() ?? Buffer.allocUnsafeSlow(RECEIVE_BYTES).buffer;
      taken.add(memory);
      return new Uint8Array(memory);
    },
    owns: (memory) => taken.has(memory),
    giveBack(memory) {
      taken.delete(memory);
      if (memory.byteLength === RECEIVE_BYTES && kept.length < MAX_KEPT) kept.push(memory);
      else memory.transfer(0);
    },
    clear() {
      kept = [];
    },
  };
}
