/** Numbers that overflow, go negative or ask for all memory when a header holds them. */
const EXTREMES = [0, 0xff, 0x7f, 0x80];

/**
 * A damaged copy of a media file: one to four of: bits flipped (often in the header), a number made extreme, a stretch
 * zeroed, removed, repeated or replaced by one of another file, the end cut off.
 */
export function mutate(bytes: Buffer, other: Buffer, random: () => number): Buffer {
  const rounds = 1 + Math.floor(random() * 4);
  let mutated: Buffer = Buffer.from(bytes);
  for (let round = 0; round < rounds && mutated.length > 0; round += 1) {
    mutated = mutateOnce(mutated, other, random);
  }
  return mutated;
}

function mutateOnce(bytes: Buffer, other: Buffer, random: () => number): Buffer {
  const below = (limit: number): number => Math.floor(random() * limit);
  const reach = random() < 0.6 ? Math.min(bytes.length, 600) : bytes.length;
  const at = below(reach);
  const end = Math.min(bytes.length, at + 1 + below(2000));
  const before = bytes.subarray(0, at);
  const after = bytes.subarray(end);
  switch (below(7)) {
    case 0:
      for (let count = 1 + below(30); count > 0; count -= 1) {
        const target = below(reach);
        bytes[target] = (bytes[target] ?? 0) ^ (1 << below(8));
      }
      return bytes;
    case 1:
      return Buffer.from(bytes.fill(EXTREMES[below(EXTREMES.length)] ?? 0, at, Math.min(end, at + 8)));
    case 2:
      return bytes.fill(0, at, end);
    case 3:
      return Buffer.concat([before, after]);
    case 4:
      return Buffer.concat([before, bytes.subarray(at, end), bytes.subarray(at, end), after]);
    case 5: {
      const from = below(other.length);
      return Buffer.concat([before, other.subarray(from, from + end - at), after]);
    }
    default:
      return bytes.subarray(0, below(bytes.length));
  }
}
