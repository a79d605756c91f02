import { describe, expect, it } from 'vitest';
import { decodeIntegers, decodeProtobuf } from './decodeProtobuf.ts';
import { bytesField, floatField, intField, message, stringField, type Message } from './encodeProtobuf.ts';

function bytesOf({ parts }: Message): Uint8Array {
  return new Uint8Array(Buffer.concat([...parts]));
}

describe('decodeProtobuf', () => {
  it('reads back what is written, in order', () => {
    const encoded = bytesOf(
      message(intField(1, 300), intField(2, -1), stringField(3, 'x'), bytesField(15, Uint8Array.of(1, 2))),
    );
    expect([...decodeProtobuf(encoded)]).toEqual([
      { number: 1, value: 300n },
      { number: 2, value: -1n },
      { number: 3, value: Uint8Array.of(120) },
      { number: 15, value: Uint8Array.of(1, 2) },
    ]);
  });

  it('gives values of fixed size as bytes, and byte runs as views', () => {
    const encoded = bytesOf(message(floatField(2, 1), bytesField(3, Uint8Array.of(7))));
    const fields = [...decodeProtobuf(encoded)];
    expect(fields[0]?.value).toEqual(new Uint8Array(Float32Array.of(1).buffer));
    encoded[encoded.length - 1] = 8;
    expect(fields[1]?.value).toEqual(Uint8Array.of(8));
  });

  it.each([
    ['a field that ends after its message', [0x0a, 5, 1]],
    ['a length of more than the memory of any machine', [0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]],
    ['a negative length', [0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
    // Taken for a step back, it would lead to the beginning of its field again, for ever.
    ['a length back to itself', [0x9a, 0x06, 0xf4, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
    ['a number without an end', [0x08, 0x80]],
    ['a number that is too long', [0x08, ...new Array<number>(11).fill(0x80), 1]],
    ['a group, which ONNX does not have', [0x0b]],
  ])('refuses %s', (_, bytes) => {
    const readAll = (): void => {
      let fields = 0;
      for (const { number } of decodeProtobuf(Uint8Array.from(bytes))) {
        fields += 1;
        if (fields > bytes.length) throw new Error(`Field ${number} is read again and again.`);
      }
    };
    expect(readAll).toThrowError(RangeError);
  });
});

describe('decodeIntegers', () => {
  it('takes numbers one by one and packed', () => {
    expect(decodeIntegers(5n)).toEqual([5n]);
    expect(decodeIntegers(Uint8Array.of(1, 0xac, 0x02))).toEqual([1n, 300n]);
    expect(decodeIntegers(new Uint8Array())).toEqual([]);
  });
});
