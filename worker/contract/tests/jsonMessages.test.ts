import { describe, expect, it } from 'vitest';
import { decodeJsonMessage, encodeJsonMessage } from '../jsonMessages.ts';

describe('messages as JSON text', () => {
  it('come back as they were, bytes and strings that look like bytes included', () => {
    const message = {
      type: 'response',
      result: { bytes: Uint8Array.of(0, 127, 255), empty: new Uint8Array(0), text: 'Grüße \u{1f600}' },
      list: ['\0', '\0bAAAA', '\0t', '\\u0000bAAAA', 'a\0b', '', null, 1.5],
      '\0key': { ['__proto__']: 1 },
    };
    expect(decodeJsonMessage(encodeJsonMessage(message))).toEqual(message);
  });

  it('carry more bytes than a function takes arguments', () => {
    const bytes = new Uint8Array(300_001).map((_, index) => index % 251);
    expect(decodeJsonMessage(encodeJsonMessage({ bytes }))).toEqual({ bytes });
  });

  it('carry the bytes of a Buffer as bytes', () => {
    const message = { bytes: Buffer.from([0, 127, 255]) };
    expect(decodeJsonMessage(encodeJsonMessage(message))).toEqual({ bytes: Uint8Array.of(0, 127, 255) });
  });

  it('are plain JSON when there are no bytes in them', () => {
    expect(encodeJsonMessage({ id: 1, params: undefined, text: 'a"b' })).toBe('{"id":1,"text":"a\\"b"}');
  });

  it('throw on what JSON cannot hold', () => {
    expect(() => encodeJsonMessage({ size: 1n })).toThrow(/BigInt/);
  });

  it.each(['', '{', 'undefined', '"\\u0000b***"', undefined, 7, Uint8Array.of(123, 125)])(
    'are null for %j, which is none',
    (text) => {
      expect(decodeJsonMessage(text)).toBeNull();
    },
  );
});
