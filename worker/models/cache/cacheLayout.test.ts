import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  blobPath,
  parsePartialName,
  parseRepoFolderName,
  partialPath,
  pathInSnapshot,
  pointerTarget,
  refPath,
  repoFolderName,
  repoFolderPath,
  sidecarPath,
  snapshotPath,
} from './cacheLayout.ts';

const SHA1 = '0123456789abcdef0123456789abcdef01234567';
const SHA256 = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

describe('cacheLayout', () => {
  it('names the folder of a repository as Python does, and reads the name back', () => {
    expect(repoFolderName('onnx-community/Whisper-tiny.en')).toBe('models--onnx-community--Whisper-tiny.en');
    expect(repoFolderName('gpt2')).toBe('models--gpt2');
    expect(repoFolderName('org/data', 'dataset')).toBe('datasets--org--data');
    expect(parseRepoFolderName('models--org--name')).toEqual({ type: 'model', repository: 'org/name' });
    expect(parseRepoFolderName('spaces--name')).toEqual({ type: 'space', repository: 'name' });
    expect(parseRepoFolderName('kernels--org--name')).toEqual({ type: 'kernel', repository: 'org/name' });
    for (const name of ['models--', 'model--a', 'models', '.locks', 'models--a--b--c', 'buckets--a']) {
      expect(parseRepoFolderName(name)).toBeNull();
    }
  });

  it('places blobs, refs and files where other tools look for them', () => {
    const folder = repoFolderPath('/cache', 'org/name');
    expect(folder).toBe(join('/cache', 'models--org--name'));
    expect(blobPath(folder, SHA1)).toBe(join(folder, 'blobs', SHA1));
    expect(refPath(folder, 'refs/pr/1')).toBe(join(folder, 'refs', 'refs', 'pr', '1'));
    expect(snapshotPath(folder, SHA1)).toBe(join(folder, 'snapshots', SHA1));
    expect(snapshotPath(folder, SHA1, 'onnx/a.onnx')).toBe(join(folder, 'snapshots', SHA1, 'onnx', 'a.onnx'));
    expect(pathInSnapshot(snapshotPath(folder, SHA1), snapshotPath(folder, SHA1, 'onnx/a.onnx'))).toBe(
      'onnx/a.onnx',
    );
  });

  it('points from a snapshot to its blob with one step up for each folder', () => {
    for (const path of ['config.json', 'onnx/model.onnx', 'a/b/c.bin']) {
      const link = snapshotPath('/cache/r', SHA1, path);
      expect(join(link, '..', pointerTarget(path, SHA256))).toBe(blobPath('/cache/r', SHA256));
    }
  });

  it('tells partial downloads from blobs and from those without a tag', () => {
    const partial = partialPath('/r', SHA256, '0a1b2c3d');
    expect(parsePartialName(`${SHA256}.0a1b2c3d.incomplete`)).toEqual({ etag: SHA256, tag: '0a1b2c3d' });
    expect(partial.endsWith(`${SHA256}.0a1b2c3d.incomplete`)).toBe(true);
    expect(parsePartialName(`${SHA1}.incomplete`)).toEqual({ etag: SHA1, tag: null });
    for (const name of [SHA1, sidecarPath(`${SHA1}.0a1b2c3d.incomplete`), `${SHA1}.x.incomplete`]) {
      expect(parsePartialName(name)).toBeNull();
    }
  });
});
