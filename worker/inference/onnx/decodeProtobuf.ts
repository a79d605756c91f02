/** One field of a Protocol Buffers message: a number, or the bytes of a string, a message or a fixed-size value. */
export interface ProtobufField {
  readonly number: number;
  readonly value: bigint | Uint8Array;
}

/**
 * The fields of a message in order; byte runs are views, so that large weights are never copied. Nested messages are
 * read by the caller, field by field, so that depth is the caller's decision. Throws a RangeError where the bytes are
 * not a message. Source: protobuf.dev, "Encoding".
 */
export function* decodeProtobuf(bytes: Uint8Array): Generator<ProtobufField, void, undefined> {
  const cursor = { at: 0 };
  while (cursor.at < bytes.length) {
    const key = readVarint(bytes, cursor);
    const number = Number(key >> 3n);
    const wireType = Number(key & 7n);
    if (wireType === 0) {
      yield { number, value: readVarint(bytes, cursor) };
      continue;
    }
    const length = wireType === 2 ? Number(readVarint(bytes, cursor)) : FIXED_BYTES.get(wireType);
    if (length === undefined) throw new RangeError(`Field ${number} has the unknown wire type ${wireType}.`);
    if (length < 0) throw new RangeError(`Field ${number} has a negative length.`);
    if (length > bytes.length - cursor.at) throw new RangeError(`Field ${number} ends after its message.`);
    yield { number, value: bytes.subarray(cursor.at, cursor.at + length) };
    cursor.at += length;
  }
}

/** Byte lengths by wire type. */
const FIXED_BYTES: ReadonlyMap<number, number> = new Map([
  [1, 8],
  [5, 4],
]);

/** Integers of a repeated field, which come one by one or packed into byte runs; readers must take both. */
export function decodeIntegers(value: bigint | Uint8Array): bigint[] {
  if (typeof value === 'bigint') return [value];
  const integers: bigint[] = [];
  for (const cursor = { at: 0 }; cursor.at < value.length;) integers.push(readVarint(value, cursor));
  return integers;
}

/** Names of values and files are short; a hostile file must not ask for more memory. */
const MAX_TEXT_BYTES = 2 ** 16;
const textDecoder = new TextDecoder();

export function decodeText(value: bigint | Uint8Array): string {
  if (typeof value === 'bigint') throw new RangeError('A text is a number.');
  if (value.length > MAX_TEXT_BYTES) throw new RangeError('A text is too long.');
  return textDecoder.decode(value);
}

export function decodeBytes(value: bigint | Uint8Array): Uint8Array {
  if (typeof value === 'bigint') throw new RangeError('A byte run is a number.');
  return value;
}

function readVarint(bytes: Uint8Array, cursor: { at: number }): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = bytes[cursor.at++];
    if (byte === undefined) throw new RangeError('The message ends inside a number.');
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return BigInt.asIntN(64, value);
  }
  throw new RangeError('A number is too long.');
}
