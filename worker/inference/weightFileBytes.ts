import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Size of an ONNX file and of the files with its external data, which exporters name after it (`model.onnx_data`,
 * `model.onnx_data_1`). 0 when there is no such file.
 */
export async function weightFileBytes(path: string): Promise<number> {
  const folder = dirname(path);
  const name = basename(path);
  const names = await readdir(folder).catch(() => []);
  const sizes = names
    .filter((candidate) => candidate === name || candidate.startsWith(`${name}_data`))
    .map(async (candidate) => (await stat(join(folder, candidate))).size);
  return (await Promise.all(sizes)).reduce((total, size) => total + size, 0);
}
