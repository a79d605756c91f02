import { downloadFile, fileExists, listFiles, modelInfo, pathsInfo } from '@huggingface/hub';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readAll } from '../byteSource.ts';
import { createTestHub, type TestHub } from '../createTestHub.ts';
import { faults } from '../faults.ts';
import { seededBytes } from '../seededBytes.ts';

const MODEL = Buffer.alloc(3_000_000, 'weights');

let hub: TestHub;
let commit: string;

beforeEach(async () => {
  hub = await createTestHub({ pageSize: 3 });
  commit = await hub.addRepository({
    id: 'org/name',
    files: { 'config.json': '{"a":1}', 'onnx/model.onnx': MODEL, a: '', b: 'b', c: 'c' },
  });
  hub.access.addToken('hf_member', ['org/gated']);
});

afterEach(async () => {
  await hub.close();
});

const repo = 'org/name';

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

it('tells modelInfo the commit', async () => {
  const info = await modelInfo({ name: repo, hubUrl: hub.endpoint, additionalFields: ['sha'] });
  expect(info).toMatchObject({ name: repo, sha: commit, private: false, gated: false });
});

it('gives listFiles all pages', async () => {
  const files = await collect(listFiles({ repo, hubUrl: hub.endpoint, revision: commit, recursive: true }));
  expect(files.map(({ path, type, size }) => [path, type, size])).toEqual([
    ['a', 'file', 0],
    ['b', 'file', 1],
    ['c', 'file', 1],
    ['config.json', 'file', 7],
    ['onnx', 'directory', 0],
    ['onnx/model.onnx', 'file', 3_000_000],
  ]);
  expect(hub.log.requests).toHaveLength(2);
});

it('answers pathsInfo', async () => {
  const [info] = await pathsInfo({ repo, hubUrl: hub.endpoint, paths: ['onnx/model.onnx'], expand: true });
  expect(info).toMatchObject({ size: 3_000_000, lfs: { size: 3_000_000 }, lastCommit: { id: commit } });
});

it('serves downloadFile with small and large files over plain HTTP', async () => {
  const small = await downloadFile({ repo, hubUrl: hub.endpoint, path: 'config.json' });
  expect(await small?.text()).toBe('{"a":1}');
  const large = await downloadFile({ repo, hubUrl: hub.endpoint, path: 'onnx/model.onnx', xet: false });
  expect(Buffer.from((await large?.arrayBuffer()) ?? new ArrayBuffer()).equals(MODEL)).toBe(true);
  const part = await large?.slice(5, 12).text();
  expect(part).toBe(MODEL.toString('latin1', 5, 12));
  expect(await downloadFile({ repo, hubUrl: hub.endpoint, path: 'nope' })).toBeNull();
});

it('serves downloadFile by chunks, whole and in part', async () => {
  const content = readAll(seededBytes(5, 10_000_000));
  await hub.addRepository({ id: 'org/chunked', files: { 'model.onnx': content } });
  const blob = await downloadFile({ repo: 'org/chunked', hubUrl: hub.endpoint, path: 'model.onnx' });
  expect(Buffer.from((await blob?.arrayBuffer()) ?? new ArrayBuffer()).equals(content)).toBe(true);
  for (const [start, end] of [
    [0, 1],
    [65_535, 65_537],
    [4_194_303, 4_194_305],
    [100_000, 9_000_001],
    [9_999_999, 10_000_000],
  ] as const) {
    const part = Buffer.from((await blob?.slice(start, end).arrayBuffer()) ?? new ArrayBuffer());
    expect(part.equals(content.subarray(start, end))).toBe(true);
  }
  const cdnPaths = hub.log.requests.filter(({ origin }) => origin === 'cdn').map(({ path }) => path);
  expect(new Set(cdnPaths.map((path) => path.split('/')[1]))).toEqual(new Set(['v2', 'xorbs']));
  expect(hub.tokensSeenOutsideA()).toEqual([]);
});

it('answers fileExists, by the raw route', async () => {
  expect(await fileExists({ repo, hubUrl: hub.endpoint, path: 'onnx/model.onnx' })).toBe(true);
  expect(await fileExists({ repo, hubUrl: hub.endpoint, path: 'nope' })).toBe(false);
});

it('serves the older LFS bucket, and gated repositories to members, without a token at the CDN', async () => {
  await hub.addRepository({ id: 'org/gated', gated: 'auto', xet: false, files: { 'model.onnx': MODEL } });
  const params = { repo: 'org/gated', hubUrl: hub.endpoint, path: 'model.onnx' };
  await expect(downloadFile(params)).rejects.toThrow('status 401');
  const blob = await downloadFile({ ...params, accessToken: 'hf_member' });
  expect((await blob?.arrayBuffer())?.byteLength).toBe(MODEL.length);
  expect(hub.tokensSeenOutsideA()).toEqual([]);
});

it('shows the leak of this client that ours must not have: its token goes where `Link` points', async () => {
  hub.faults.add({ route: /tree/, fault: faults.nextAtStranger() });
  await collect(listFiles({ repo, hubUrl: hub.endpoint, accessToken: 'hf_member' }));
  expect(hub.tokensSeenOutsideA().map(({ origin }) => origin)).toEqual(['stranger']);
});
