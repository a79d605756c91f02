import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../contract/index.ts';

/**
 * Size of an ONNX file and of the files with its external data, which exporters name after it (`model.onnx_data`,
 * `model.onnx_data_1`). What is not there, as where a link leads nowhere, counts nothing: who opens it says so. Throws
 * `model-missing` for a folder, a pipe or a device, which nobody is to open: a pipe could keep the reader for ever.
 */
export async function weightFileBytes(path: string): Promise<number> {
  const folder = dirname(path);
  const name = basename(path);
  const names = await readdir(folder).catch(() => []);
  const sizes = names
    .filter((candidate) => candidate === name || candidate.startsWith(`${name}_data`))
    .map((candidate) => fileBytes(join(folder, candidate)));
  return (await Promise.all(sizes)).reduce((total, size) => total + size, 0);
}

async function fileBytes(path: string): Promise<number> {
  const entry = await stat(path).catch(() => null);
  if (entry === null) return 0;
  if (!entry.isFile()) throw new AppError('model-missing', `${path} is not a file.`, { details: { path } });
  return entry.size;
}
