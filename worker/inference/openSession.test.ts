import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../contract/index.ts';
import { openSession } from './openSession.ts';
import type { Tensor } from './session.ts';

const CPU = { device: 'cpu', threads: 1 } as const;

function fixture(name: string): string {
  return fileURLToPath(new URL(`./__fixtures__/${name}.onnx`, import.meta.url));
}

function table(...values: number[]): Tensor {
  return { type: 'float32', dims: [values.length / 2, 2], data: Float32Array.from(values) };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => new Error('Nothing was thrown.'),
    (thrown: unknown) => thrown,
  );
  return error instanceof AppError ? error.code : String(error);
}

describe('openSession', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'earshot-session-'));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('describes the inputs and outputs of the graph and the device it runs on', async () => {
    const session = await openSession(fixture('arithmetic'), CPU);
    expect({ device: session.device, inputs: session.inputs, outputs: session.outputs }).toEqual({
      device: 'cpu',
      inputs: [
        { name: 'a', type: 'float32', shape: ['rows', 2] },
        { name: 'b', type: 'float32', shape: ['rows', 2] },
      ],
      outputs: [
        { name: 'sum', type: 'float32', shape: ['rows', 2] },
        { name: 'product', type: 'float32', shape: ['rows', 2] },
      ],
    });
    await session.release();
  });

  it('returns every output, or those asked for', async () => {
    const session = await openSession(fixture('arithmetic'), CPU);
    const feeds = { a: table(1, 2, 3, 4), b: table(5, 6, 7, 8) };
    expect(await session.run(feeds)).toEqual({ sum: table(6, 8, 10, 12), product: table(5, 12, 21, 32) });
    expect(await session.run(feeds, ['product'])).toEqual({ product: table(5, 12, 21, 32) });
    await session.release();
  });

  it('hands every supported type through unchanged, float16 as raw bits', async () => {
    const session = await openSession(fixture('copies'), CPU);
    const tensors: Record<string, Tensor> = {
      float32: { type: 'float32', dims: [2], data: Float32Array.of(0.5, -1) },
      float16: { type: 'float16', dims: [2], data: Uint16Array.of(0x3c00, 0xc000) },
      int64: { type: 'int64', dims: [2], data: BigInt64Array.of(-(2n ** 60n), 7n) },
      int32: { type: 'int32', dims: [2], data: Int32Array.of(-5, 6) },
      bool: { type: 'bool', dims: [2], data: Uint8Array.of(1, 0) },
      uint8: { type: 'uint8', dims: [2], data: Uint8Array.of(255, 3) },
      int8: { type: 'int8', dims: [2], data: Int8Array.of(-128, 127) },
    };
    const feeds = Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`${name}_in`, tensor]));
    const expected = Object.fromEntries(
      Object.entries(tensors).map(([name, tensor]) => [`${name}_out`, tensor]),
    );
    expect(await session.run(feeds)).toEqual(expected);
    await session.release();
  });

  it('reads a view of a larger array from its own beginning', async () => {
    const session = await openSession(fixture('arithmetic'), CPU);
    const block = Float32Array.of(9, 9, 1, 2, 9);
    const a: Tensor = { type: 'float32', dims: [1, 2], data: block.subarray(2, 4) };
    const { sum } = await session.run({ a, b: table(10, 20) });
    expect(sum).toEqual(table(11, 22));
    await session.release();
  });

  it('gives outputs that belong to the caller', async () => {
    const session = await openSession(fixture('arithmetic'), CPU);
    const first = await session.run({ a: table(1, 1), b: table(1, 1) });
    await session.run({ a: table(5, 5), b: table(5, 5) });
    await session.release();
    expect(first['sum']).toEqual(table(2, 2));
  });

  it('says model-missing for an absent file, a folder and absent external data', async () => {
    const codes = await Promise.all([
      codeOf(openSession(join(folder, 'absent.onnx'), CPU)),
      codeOf(openSession(folder, CPU)),
      codeOf(openSession(fixture('missingExternalData'), CPU)),
    ]);
    expect(codes).toEqual(['model-missing', 'model-missing', 'model-missing']);
  });

  it('says model-incompatible for what is not a graph or needs more than this runtime has', async () => {
    const graph = readFileSync(fixture('layer'));
    const truncated = join(folder, 'truncated.onnx');
    writeFileSync(truncated, graph.subarray(0, graph.length / 2));
    const empty = join(folder, 'empty.onnx');
    writeFileSync(empty, '');
    const page = join(folder, 'page.onnx');
    writeFileSync(page, '<!doctype html><title>Not found</title>');
    const paths = [truncated, empty, page, fixture('futureOpset'), fixture('unsupportedType')];
    const codes = await Promise.all(paths.map((path) => codeOf(openSession(path, CPU))));
    expect(codes).toEqual(paths.map(() => 'model-incompatible'));
  });

  it('says inference-failed for a provider that this build does not have', async () => {
    const device = process.platform === 'darwin' ? 'dml' : 'coreml';
    expect(await codeOf(openSession(fixture('arithmetic'), { device, threads: 1 }))).toBe('inference-failed');
  });

  it('keeps the cause of a failed run and can be used afterwards', async () => {
    const session = await openSession(fixture('arithmetic'), CPU);
    const error: unknown = await session
      .run({ a: table(1, 2, 3, 4, 5, 6), b: table(1, 2, 3, 4) })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'inference-failed',
      details: { path: fixture('arithmetic'), device: 'cpu' },
      cause: { message: expect.stringContaining('broadcast') },
    });
    expect(await session.run({ a: table(1, 2), b: table(3, 4) }, ['sum'])).toEqual({ sum: table(4, 6) });
    await session.release();
  });

  it('says out-of-memory when a tensor cannot be allocated', async () => {
    const session = await openSession(fixture('expanded'), CPU);
    const x: Tensor = { type: 'float32', dims: [1], data: Float32Array.of(1) };
    const shape: Tensor = { type: 'int64', dims: [2], data: BigInt64Array.of(2n ** 25n, 2n ** 25n) };
    expect(await codeOf(session.run({ x, shape }))).toBe('out-of-memory');
    await session.release();
  });

  it('writes the optimised graph, which opens and says the same', async () => {
    const optimized = join(folder, 'optimized.onnx');
    const feeds = { a: table(1, 2, 3, 4), b: table(5, 6, 7, 8) };
    await (await openSession(fixture('arithmetic'), { ...CPU, writeOptimizedTo: optimized })).release();
    const session = await openSession(optimized, CPU);
    expect(await session.run(feeds)).toEqual({ sum: table(6, 8, 10, 12), product: table(5, 12, 21, 32) });
    await session.release();
  });

  it('fails a run after release, and releases once', async () => {
    const session = await openSession(fixture('arithmetic'), CPU);
    await session.release();
    await session.release();
    expect(await codeOf(session.run({ a: table(1, 2), b: table(3, 4) }))).toBe('inference-failed');
  });
});
