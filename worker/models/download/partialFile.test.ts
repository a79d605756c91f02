import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sidecarPath } from '../cache/cacheLayout.ts';
import { type ContentWriter, createContentWriter } from './contentWriter.ts';
import { openPartialFile } from './partialFile.ts';

const MIB = 1024 * 1024;
const CONTENT = Buffer.alloc(84 * MIB, 'a pattern that is not a divisor of any buffer; ');
const ETAG = createHash('sha256').update(CONTENT).digest('hex');
const IDENTITY = { commit: 'c'.repeat(40), file: 'onnx/model.onnx', etag: ETAG, sizeBytes: CONTENT.length };
const { signal } = new AbortController();
/** For what is done while the next bytes come in. */
const WAIT = { timeout: 20_000 };

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-partial-'));
  path = join(folder, `${ETAG}.0a1b2c3d.incomplete`);
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const writer = createContentWriter();
const open = (identity = IDENTITY) => openPartialFile({ path, identity, writer, signal });

async function appendAll(partial: Awaited<ReturnType<typeof open>>, content: Buffer): Promise<void> {
  for (let at = 0; at < content.length; at += 300_000)
    await partial.append(content.subarray(at, at + 300_000));
}

describe('openPartialFile', () => {
  it('hashes what it writes, and is moved into place without its record', async () => {
    const partial = await open();
    await appendAll(partial, CONTENT);
    expect([partial.receivedBytes, await partial.finish()]).toEqual([CONTENT.length, ETAG]);
    await partial.publish((from) => rename(from, join(folder, ETAG)));
    expect(await readdir(folder)).toEqual([ETAG]);
    expect((await readFile(join(folder, ETAG))).equals(CONTENT)).toBe(true);
  });

  it('records every 64 MiB what is certainly on the disk, and goes on from there after a kill', async () => {
    const killed = await open();
    killed.setValidator('"v1"');
    await appendAll(killed, CONTENT.subarray(0, 66 * MIB));
    const record = await vi.waitFor(
      async () => JSON.parse(await readFile(sidecarPath(path), 'utf8')) as Record<string, unknown>,
      WAIT,
    );
    expect(record).toMatchObject({
      etag: ETAG,
      size: CONTENT.length,
      validator: '"v1"',
      path: IDENTITY.file,
    });
    expect(record['flushedBytes']).toBeGreaterThanOrEqual(64 * MIB);
    // What a process leaves that is killed: the file as the system has it, and the last record.
    await appendFile(path, 'bytes that were not flushed');
    const resumed = await open();
    expect([resumed.receivedBytes, resumed.validator]).toEqual([record['flushedBytes'], '"v1"']);
    await appendAll(resumed, CONTENT.subarray(resumed.receivedBytes));
    expect(await resumed.finish()).toBe(ETAG);
    await resumed.remove();
    await killed.remove();
    expect(await readdir(folder)).toEqual([]);
  });

  it('gives the memory of what it has written back, but for memory that is shared', async () => {
    const partial = await open();
    const own = Buffer.alloc(2 * MIB, 1);
    const shared = Buffer.alloc(2 * MIB, 2).subarray(1);
    for (const bytes of [own, shared]) await partial.append(bytes);
    await partial.finish();
    expect([own.length, shared.length]).toEqual([0, 2 * MIB - 1]);
    expect((await stat(path)).size).toBe(4 * MIB - 1);
    await partial.remove();
  });

  it('says with a later call that the disk failed meanwhile', async () => {
    const partial = await open();
    await rm(folder, { recursive: true });
    await expect(appendAll(partial, CONTENT).then(() => partial.finish())).rejects.toMatchObject({
      code: 'ENOENT',
      path: expect.stringMatching(/\.incomplete\.json\.tmp$/),
    });
    await partial.remove();
  });

  it('keeps what lies before a write that failed, and nothing behind it', async () => {
    const failsAt = 2.5 * MIB;
    const partial = await openPartialFile({ path, identity: IDENTITY, writer: failingAt(failsAt), signal });
    const appended = appendAll(partial, CONTENT.subarray(0, 20 * MIB)).then(() => partial.finish());
    await expect(appended).rejects.toMatchObject({
      code: 'disk-full',
      details: { systemCode: 'ENOSPC', path },
    });
    await partial.keep();
    const resumed = await open();
    expect(resumed.receivedBytes).toBeGreaterThan(failsAt - MIB);
    expect(resumed.receivedBytes).toBeLessThanOrEqual(failsAt);
    await appendAll(resumed, CONTENT.subarray(resumed.receivedBytes));
    expect(await resumed.finish()).toBe(ETAG);
    await resumed.remove();
  });

  it('keeps everything when it is told to, and goes on from there', async () => {
    const first = await open();
    await first.append(CONTENT.subarray(0, 1000));
    await first.keep();
    const second = await open();
    expect(second.receivedBytes).toBe(1000);
    await second.restart();
    expect([second.receivedBytes, second.validator, (await stat(path)).size]).toEqual([0, null, 0]);
    await second.keep();
  });

  it.each([
    ['a broken record', '{"etag":'],
    ['a record of other content', JSON.stringify({ ...recordOf(1000), etag: 'b'.repeat(64) })],
    ['a record of another size', JSON.stringify({ ...recordOf(1000), size: 5 })],
    ['a record of more than there is', JSON.stringify(recordOf(2000))],
    ['a record that makes no sense', JSON.stringify(recordOf(-1))],
  ])('begins anew with %s', async (_what, record) => {
    await writeFile(path, CONTENT.subarray(0, 1000));
    await writeFile(sidecarPath(path), record);
    const partial = await open();
    expect([partial.receivedBytes, (await stat(path)).size]).toEqual([0, 0]);
    await partial.remove();
  });

  it('begins anew without a record, and with a record alone', async () => {
    await writeFile(path, 'something');
    const first = await open();
    expect(first.receivedBytes).toBe(0);
    await first.remove();
    await writeFile(sidecarPath(path), JSON.stringify(recordOf(1000)));
    const second = await open();
    expect(second.receivedBytes).toBe(0);
    await second.remove();
    expect(await readdir(folder)).toEqual([]);
  });

  it('says what the system refused', async () => {
    path = join(folder, 'none', 'x');
    await expect(open()).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });

  it('names small files as git does', async () => {
    const identity = {
      ...IDENTITY,
      etag: 'b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0',
      sizeBytes: 5,
    };
    const partial = await open(identity);
    await partial.append(Buffer.from('hello'));
    expect(await partial.finish()).toBe(identity.etag);
    await partial.remove();
  });
});

/** A disk that has room for so many bytes: the write that goes beyond them fails, and those behind it. */
function failingAt(roomBytes: number): ContentWriter {
  return {
    open(target) {
      const file = writer.open(target);
      return {
        ...file,
        async append(pieces, position) {
          const sizeBytes = pieces.reduce((sum, { length }) => sum + length, 0);
          if (position + sizeBytes <= roomBytes) return await file.append(pieces, position);
          // In turn, as the others are; half of it may be there.
          await file.append([Buffer.alloc(1000, '?')], position);
          throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
        },
      };
    },
  };
}

function recordOf(flushedBytes: number) {
  return {
    commit: IDENTITY.commit,
    path: IDENTITY.file,
    etag: ETAG,
    size: CONTENT.length,
    validator: null,
    flushedBytes,
  };
}
