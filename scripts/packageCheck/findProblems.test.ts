import { describe, expect, it } from 'vitest';
import { findProblems } from './findProblems.ts';

const GOOD = [
  'package.json',
  'dist/electron/main.js',
  'dist/preload/preload.cjs',
  'dist/page/index.html',
  'dist/worker/entries/utilityProcess.js',
  'node_modules/zod/index.js',
  'node_modules/@huggingface/hub/index.js',
];
const NATIVE = [
  'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1',
  'node_modules/@seydx/node-av-linux-x64/node-av.node',
];

function find(...more: readonly string[]): readonly string[] {
  return findProblems({
    files: [
      ...[...GOOD, ...more].map((path) => ({ path, sizeBytes: 1, isUnpacked: false })),
      ...NATIVE.map((path) => ({ path, sizeBytes: 1, isUnpacked: true })),
    ],
    dependencies: ['zod', '@huggingface/hub'],
    devDependencies: ['vitest', '@electron/asar'],
    platform: 'linux',
    arch: 'x64',
    hasSource: (path) => !path.includes('moved'),
  });
}

describe('what is in a package', () => {
  it('is fine when it is what is needed', () => {
    expect(find()).toEqual([]);
  });

  it.each([
    ['dist/worker/app.test.js', 'is for development'],
    ['dist/worker/jobs/tests/createTestQueue.js', 'is for development'],
    ['dist/electron/main.js.map', 'is for development'],
    ['dist/worker/moved.js', 'has no source any more; delete dist and build again'],
    ['node_modules/onnxruntime-node/bin/napi-v6/win32/x64/onnxruntime.dll', 'is of another platform'],
    ['node_modules/onnxruntime-node/bin/napi-v6/linux/arm64/libonnxruntime.so.1', 'is of another platform'],
    ['node_modules/@seydx/node-av-darwin-arm64/node-av.node', 'is of another platform'],
    ['node_modules/other/build/Release/other.node', 'is native code of an unknown platform'],
    ['node_modules/@seydx/node-av-linux-x64/inside.node', 'is inside the archive, where it cannot be loaded'],
  ])('is not %s', (path, problem) => {
    expect(find(path)).toEqual([`${path} ${problem}`]);
  });

  it('is no tool of development', () => {
    expect(find('node_modules/vitest/index.js', 'node_modules/@electron/asar/lib/asar.js')).toEqual([
      'the development dependency vitest is there',
      'the development dependency @electron/asar is there',
    ]);
  });

  it('is not less than the app needs', () => {
    const problems = findProblems({
      files: [],
      dependencies: ['zod'],
      devDependencies: [],
      platform: 'linux',
      arch: 'x64',
      hasSource: () => true,
    });
    expect(problems).toEqual([
      'package.json is missing',
      'dist/electron/main.js is missing',
      'dist/preload/preload.cjs is missing',
      'dist/page/index.html is missing',
      'dist/worker/entries/utilityProcess.js is missing',
      'the dependency zod is missing',
    ]);
  });
});
