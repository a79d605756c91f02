/**
 * The one kind of tar member that a bundle has: a regular file with a short name (POSIX.1-1988 ustar; sizes of 8 GiB and
 * more as GNU tar, bsdtar and Python write them). Every field but name and size is fixed, so that a reader can ask for
 * the exact header and needs no parser that a hostile file could confuse.
 */

export const TAR_BLOCK_BYTES = 512;
/** Two empty blocks. */
export const TAR_END_BYTES = 2 * TAR_BLOCK_BYTES;
/** Eleven octal digits. */
const MAX_OCTAL_SIZE = 0o77777777777;
const SIZE_OFFSET = 124;
const SIZE_LENGTH = 12;
const CHECKSUM_OFFSET = 148;

/** @param name at most 100 bytes of ASCII */
export function createTarHeader(name: string, sizeBytes: number): Buffer {
  const header = Buffer.alloc(TAR_BLOCK_BYTES);
  header.write(name, 0, 100, 'ascii');
  header.write('0000644\0', 100, 'ascii');
  header.write('0000000\0', 108, 'ascii');
  header.write('0000000\0', 116, 'ascii');
  if (sizeBytes <= MAX_OCTAL_SIZE) header.write(`${octal(sizeBytes, 11)}\0`, SIZE_OFFSET, 'ascii');
  else writeBinarySize(header, sizeBytes);
  header.write(`${octal(0, 11)}\0`, 136, 'ascii');
  header.write('        ', CHECKSUM_OFFSET, 'ascii');
  header.write('0', 156, 'ascii');
  header.write('ustar\0' + '00', 257, 'ascii');
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  header.write(`${octal(checksum, 6)}\0 `, CHECKSUM_OFFSET, 'ascii');
  return header;
}

/** The size a header gives; null if it is not written as `createTarHeader` does. */
export function readTarSize(header: Buffer): number | null {
  const text = header.toString('ascii', SIZE_OFFSET, SIZE_OFFSET + SIZE_LENGTH);
  return /^[0-7]{11}\0$/.test(text) ? Number.parseInt(text, 8) : null;
}

/** Bytes that a member's content takes in the file, padding included. */
export function paddedSize(sizeBytes: number): number {
  return Math.ceil(sizeBytes / TAR_BLOCK_BYTES) * TAR_BLOCK_BYTES;
}

function writeBinarySize(header: Buffer, sizeBytes: number): void {
  header.writeUInt8(0x80, SIZE_OFFSET);
  header.writeBigUInt64BE(BigInt(sizeBytes), SIZE_OFFSET + SIZE_LENGTH - 8);
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}
