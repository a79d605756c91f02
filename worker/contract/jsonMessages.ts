/** Both are there in browsers and in Node; the contract has the types of neither. */
declare function btoa(binary: string): string;
declare function atob(base64: string): string;

/** Strings that begin with NUL are marked, so that every string and every array of bytes has a form of its own. */
const NUL = '\0';
const BYTES = `${NUL}b`;
const TEXT = `${NUL}t`;
/** NUL as JSON.stringify writes it. */
const WRITTEN_NUL = '\\u0000';
/** Function arguments have a limit; this is far below that of any engine. */
const BYTES_AT_ONCE = 8192;

/**
 * A message for transports that carry text. Bytes (`Uint8Array`) survive; otherwise it is what JSON makes of plain data:
 * `undefined` fields are left out. Throws on what JSON cannot hold, such as a bigint.
 */
export function encodeJsonMessage(message: unknown): string {
  return JSON.stringify(message, function (this: Readonly<Record<string, unknown>>, key, value: unknown) {
    // As it is held: Node's Buffer is an array of bytes, and has made a list of numbers of itself in `value`.
    const held = this[key];
    if (held instanceof Uint8Array) return BYTES + btoa(toBinary(held));
    return typeof value === 'string' && value.startsWith(NUL) ? TEXT + value : value;
  });
}

/** The inverse. Null, which is no message of the protocol, for anything that is not such a text. Never throws. */
export function decodeJsonMessage(text: unknown): unknown {
  if (typeof text !== 'string') return null;
  try {
    // Looking at every value costs more than parsing, and hardly any message holds bytes.
    return JSON.parse(text, text.includes(WRITTEN_NUL) ? revive : undefined);
  } catch {
    return null;
  }
}

function revive(_key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (value.startsWith(TEXT)) return value.slice(TEXT.length);
  return value.startsWith(BYTES) ? toBytes(atob(value.slice(BYTES.length))) : value;
}

function toBinary(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += BYTES_AT_ONCE) {
    binary += String.fromCharCode(...bytes.subarray(at, at + BYTES_AT_ONCE));
  }
  return binary;
}

function toBytes(binary: string): Uint8Array {
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
