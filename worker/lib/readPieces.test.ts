import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readPieces } from './readPieces.ts';

const MIB = 1024 * 1024;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-pieces-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function readAll(path: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of readPieces(path)) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

it('gives every byte in order', async () => {
  const path = join(folder, 'bytes');
  const bytes = Buffer.alloc(2.5 * MIB, 'a pattern that is not a divisor of any buffer; ');
  await writeFile(path, bytes);
  expect((await readAll(path)).equals(bytes)).toBe(true);
});

it('needs no more memory for a long file than for a short one', async () => {
  const path = join(folder, 'long');
  await using file = await open(path, 'w');
  await file.truncate(64 * MIB);
  const memory = new Set<ArrayBufferLike>();
  let bytes = 0;
  for await (const piece of readPieces(path)) {
    memory.add(piece.buffer);
    bytes += piece.length;
  }
  expect(bytes).toBe(64 * MIB);
  expect([...memory].reduce((sum, buffer) => sum + buffer.byteLength, 0)).toBe(2 * MIB);
});

it('throws what the system says, and closes the file when it is left early', async () => {
  await expect(readAll(join(folder, 'missing'))).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(readAll(folder)).rejects.toMatchObject({ code: 'EISDIR' });
  const path = join(folder, 'left');
  await writeFile(path, 'abc');
  for await (const piece of readPieces(path)) {
    expect(piece.toString()).toBe('abc');
    break;
  }
});
