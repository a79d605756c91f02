/**
 * GPT-2's spelling of bytes as printable characters (openai/gpt-2 encoder.py, bytes_to_unicode): printable Latin-1
 * stands for itself, the other bytes are counted up from U+0100. Byte-level vocabularies are written in it.
 */
function isPrintable(byte: number): boolean {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
}

const characterOfByte: readonly string[] = (() => {
  const characters: string[] = [];
  let next = 0x100;
  for (let byte = 0; byte < 256; byte += 1) {
    characters.push(String.fromCharCode(isPrintable(byte) ? byte : next));
    if (!isPrintable(byte)) next += 1;
  }
  return characters;
})();

const byteOfCharacter: ReadonlyMap<string, number> = new Map(
  characterOfByte.map((character, byte) => [character, byte]),
);

const encoder = new TextEncoder();

/** The UTF-8 bytes of `text`, one character each. */
export function spellBytes(text: string): string[] {
  return Array.from(encoder.encode(text), (byte) => characterOfByte[byte] ?? '');
}

/** The bytes that a vocabulary entry stands for; null for an entry that is not in the spelling, such as a marker. */
export function unspellBytes(entry: string): Uint8Array | null {
  const bytes = new Uint8Array(entry.length);
  for (let index = 0; index < entry.length; index += 1) {
    const byte = byteOfCharacter.get(entry.charAt(index));
    if (byte === undefined) return null;
    bytes[index] = byte;
  }
  return bytes;
}
