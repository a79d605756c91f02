import { createHash } from 'node:crypto';
import { type FileHandle, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReceiveMemory } from '../hub/receiveMemory.ts';
import { createContentWriter } from './contentWriter.ts';

const TEXT = 'a text of which every part is another, one after the other; '.repeat(10_000);
const SHA256 = createHash('sha256').update(TEXT).digest('hex');
const sizeBytes = TEXT.length;
const writer = createContentWriter();
/** A thread that answers everything. */
const ANSWERING = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', () => parentPort.postMessage({ digest: 'answer', failure: null, memory: [] }));
`;

let folder = '';
let handles: FileHandle[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-content-'));
});
afterEach(async () => {
  for (const handle of handles.splice(0)) await handle.close();
  await rm(folder, { recursive: true });
});

async function openFile(name: string, flags: string, etag = SHA256, openIn = writer) {
  const handle = await open(join(folder, name), flags);
  handles = [...handles, handle];
  return openIn.open({ fd: handle.fd, etag, sizeBytes });
}

/** Some that own their memory, and some that do not. */
const pieceOf = (from: number, to: number) =>
  from % 2 === 0
    ? Buffer.from(new Uint8Array(Buffer.from(TEXT.slice(from, to))).buffer)
    : Buffer.from(TEXT.slice(from, to));

describe('createContentWriter', () => {
  it('writes several files at once, each with its own hash', async () => {
    const first = await openFile('first', 'w');
    const second = await openFile('second', 'w', 'b'.repeat(40));
    const writes: Promise<void>[] = [];
    for (let at = 0; at < sizeBytes; at += 99_999) {
      const middle = at + 5000;
      const end = at + 99_999;
      for (const file of [first, second])
        writes.push(file.append([pieceOf(at, middle), pieceOf(middle, end)], at));
    }
    const digests = Promise.all([first.digest(), second.digest()]);
    await Promise.all(writes);
    const gitHash = createHash('sha1').update(`blob ${sizeBytes}\0${TEXT}`).digest('hex');
    expect(await digests).toEqual([SHA256, gitHash]);
    for (const name of ['first', 'second']) expect(await readFile(join(folder, name), 'utf8')).toBe(TEXT);
    for (const file of [first, second]) file.end();
  });

  it('goes on with the hash of what is there, and begins anew', async () => {
    await writeFile(join(folder, 'begun'), TEXT.slice(0, 300_000));
    const file = await openFile('begun', 'r+');
    await file.read(0, 100_000);
    await file.read(100_000, 200_000);
    await file.append([pieceOf(300_000, sizeBytes)], 300_000);
    expect(await file.digest()).toBe(SHA256);
    file.restart();
    await file.read(0, sizeBytes);
    expect(await file.digest()).toBe(SHA256);
    expect(await readFile(join(folder, 'begun'), 'utf8')).toBe(TEXT);
    file.end();
  });

  it('takes the memory of a piece over at once, and leaves memory that is shared', async () => {
    const file = await openFile('memory', 'w');
    const own = Buffer.from(new Uint8Array(1000).buffer);
    const shared = Buffer.from(new Uint8Array(1000).buffer, 1);
    const write = file.append([own, shared], 0);
    expect([own.length, shared.length]).toEqual([0, 999]);
    await write;
    file.end();
  });

  it('has no room for another file while too much is under way', async () => {
    const [first, second] = [await openFile('first', 'w'), await openFile('second', 'w')];
    await first.room();
    const large = first.append([Buffer.alloc(16 * 1024 * 1024)], 0);
    const order: string[] = [];
    const room = second.room().then(() => order.push('room'));
    await Promise.all([large.then(() => order.push('written')), room]);
    expect(order).toEqual(['written', 'room']);
    await second.room();
    for (const file of [first, second]) file.end();
  });

  it('refuses all that follows a write that failed, until it begins anew, and no other file suffers', async () => {
    await writeFile(join(folder, 'kept'), 'kept');
    const failing = await openFile('kept', 'r');
    const healthy = await openFile('healthy', 'w');
    const writes = [
      failing.append([pieceOf(0, 10)], 0),
      healthy.append([pieceOf(0, sizeBytes)], 0),
      failing.append([], 10),
      failing.digest(),
    ];
    const settled = await Promise.allSettled(writes);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'rejected']);
    for (const write of [writes[0], writes[2], writes[3]])
      await expect(write).rejects.toMatchObject({ code: 'EBADF', message: expect.stringMatching(/write/) });
    failing.restart();
    await failing.append([], 0);
    expect([await healthy.digest(), await readFile(join(folder, 'kept'), 'utf8')]).toEqual([SHA256, 'kept']);
    for (const file of [failing, healthy]) file.end();
  });

  it('gives the memory of what it wrote back, of pieces that filled only a part of it as well', async () => {
    const memory = createReceiveMemory();
    const own = createContentWriter({ memory });
    const file = await openFile('from memory', 'w', SHA256, own);
    const buffer = memory.take();
    Buffer.from(buffer.buffer).write(TEXT.slice(0, 1000));
    const piece = Buffer.from(buffer.buffer, 10, 990);
    await file.append([piece], 0);
    expect(piece).toHaveLength(0);
    expect(await readFile(join(folder, 'from memory'), 'utf8')).toBe(TEXT.slice(10, 1000));
    // The memory and not a new one: what was in it is still there.
    expect(Buffer.from(memory.take()).toString('utf8', 0, 1000)).toBe(TEXT.slice(0, 1000));
    file.end();
  });

  it('ends what waits for a thread that breaks, and takes another for the next file', async () => {
    const sources = ["throw new Error('broken')", 'process.exit()'];
    const breaking = createContentWriter({
      startThread: () => new Worker(sources.shift() ?? ANSWERING, { eval: true }),
    });
    for (const message of ['broken', 'The content thread has ended.']) {
      const file = await openFile('lost', 'w', SHA256, breaking);
      await expect(file.append([pieceOf(0, 10)], 0)).rejects.toThrow(message);
      await expect(file.digest()).rejects.toThrow(message);
      file.end();
    }
    const file = await openFile('next', 'w', SHA256, breaking);
    expect(await file.digest()).toBe('answer');
    file.end();
  });
});
