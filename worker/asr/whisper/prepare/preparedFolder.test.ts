import { mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePrepared, preparedKey, readPrepared } from './preparedFolder.ts';
import { tidyPrepared } from './tidyPrepared.ts';

let folder = '';
let root = '';
let source = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-prepared-'));
  root = join(folder, 'prepared-models');
  source = join(folder, 'model.onnx');
  await writeFile(source, 'weights');
});
afterEach(() => rm(folder, { recursive: true }));

const fillWith = (bytes: number) => async (made: string) => {
  await writeFile(join(made, 'graph.onnx'), new Uint8Array(bytes));
  return null;
};

describe('a prepared model', () => {
  it('is found again with its files', async () => {
    const made = await makePrepared(root, 'key', [source], fillWith(3));
    expect(made).toEqual({ sources: [source], files: { 'graph.onnx': 3 } });
    expect(await readPrepared(join(root, 'key'))).toEqual(made);
    expect(await readdir(root)).toEqual(['key']);
  });

  it('remembers why a model is refused, and keeps none of its files', async () => {
    await makePrepared(root, 'key', [source], async (made) => {
      await fillWith(3)(made);
      return 'unknown layout';
    });
    expect(await readPrepared(join(root, 'key'))).toEqual({ sources: [source], refused: 'unknown layout' });
    expect(await readdir(join(root, 'key'))).toEqual(['prepared.json']);
  });

  it('is not taken for whole without a file, with a shorter one, or with a damaged manifest', async () => {
    const made = join(root, 'key');
    await makePrepared(root, 'key', [source], fillWith(3));
    await truncate(join(made, 'graph.onnx'), 2);
    expect(await readPrepared(made)).toBeNull();
    await makePrepared(root, 'key', [source], fillWith(4));
    expect(await readPrepared(made)).not.toBeNull();
    await rm(join(made, 'graph.onnx'));
    expect(await readPrepared(made)).toBeNull();
    await makePrepared(root, 'key', [source], fillWith(4));
    await writeFile(join(made, 'prepared.json'), '{"files":{"graph.onnx":"4"}}');
    expect(await readPrepared(made)).toBeNull();
  });

  it('leaves nothing behind when it cannot be made', async () => {
    const broken = makePrepared(root, 'key', [source], async (made) => {
      await fillWith(3)(made);
      throw new Error('The disk is full.');
    });
    await expect(broken).rejects.toThrow('The disk is full.');
    expect(await readdir(root)).toEqual([]);
  });

  it('is made by one process at a time, and not again for a while by what died over it', async () => {
    const second = await makePrepared(root, 'key', [source], async (made) => {
      expect(await makePrepared(root, 'key', [source], fillWith(5))).toBeNull();
      return fillWith(3)(made);
    });
    expect(second).toMatchObject({ files: { 'graph.onnx': 3 } });

    const abandoned = join(root, '.unfinished-other');
    await mkdir(abandoned);
    await tidyPrepared(root, 'key', [source]);
    expect(await makePrepared(root, 'other', [source], fillWith(1))).toBeNull();
    await utimes(abandoned, new Date(0), new Date(0));
    await tidyPrepared(root, 'key', [source]);
    expect(await makePrepared(root, 'other', [source], fillWith(1))).not.toBeNull();
  });

  it('has another key after a change of its source, its external weights or the recipe', async () => {
    const keys = [await preparedKey([source], 'a'), await preparedKey([source], 'b')];
    await writeFile(`${source}_data`, 'more weights');
    keys.push(await preparedKey([source], 'a'));
    await utimes(source, new Date(0), new Date(0));
    keys.push(await preparedKey([source], 'a'));
    await rename(source, join(folder, 'renamed.onnx'));
    await rename(`${source}_data`, join(folder, 'renamed.onnx_data'));
    keys.push(await preparedKey([join(folder, 'renamed.onnx')], 'a'));
    expect(new Set(keys).size).toBe(5);
    expect(await preparedKey([join(folder, 'renamed.onnx')], 'a')).toBe(keys[4]);
  });
});

describe('tidyPrepared', () => {
  it('removes what was made of a model that is gone', async () => {
    const other = join(folder, 'other.onnx');
    await writeFile(other, 'weights');
    await makePrepared(root, 'first', [source], fillWith(1));
    await makePrepared(root, 'second', [source, other], fillWith(1));
    await rm(other);
    await tidyPrepared(root, 'third', [join(folder, 'third.onnx')]);
    expect(await readdir(root)).toEqual(['first']);
  });

  it('removes what another version of the program made of the same files, and nothing of other models', async () => {
    const other = join(folder, 'other.onnx');
    await writeFile(other, 'weights');
    await makePrepared(root, 'of version 1', [source], fillWith(1));
    await makePrepared(root, 'of version 2', [source], fillWith(1));
    await makePrepared(root, 'of another model', [source, other], fillWith(1));
    await tidyPrepared(root, 'of version 2', [source]);
    expect((await readdir(root)).sort()).toEqual(['of another model', 'of version 2']);
  });

  it('removes what was not used for longest when all is too much, and never what is about to be used', async () => {
    for (const [index, key] of ['oldest', 'older', 'newest'].entries()) {
      const model = join(folder, `model-${index}.onnx`);
      await writeFile(model, 'weights');
      await makePrepared(root, key, [model], fillWith(1000));
      const usedAt = new Date(1_000_000 * (index + 1));
      await utimes(join(root, key, 'prepared.json'), usedAt, usedAt);
    }
    const manifestBytes = (await readFile(join(root, 'oldest', 'prepared.json'))).length;
    await tidyPrepared(root, 'oldest', [join(folder, 'model-0.onnx')], 2 * (1000 + manifestBytes));
    expect((await readdir(root)).sort()).toEqual(['newest', 'oldest']);
  });

  it('has nothing to do where there is no folder', async () => {
    await expect(tidyPrepared(join(folder, 'absent'), 'key', [source])).resolves.toBeUndefined();
  });
});
