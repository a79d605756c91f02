import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { AppError } from '../../contract/index.ts';

/** The largest file of this kind, a multilingual tokenizer.json with merges as pairs, is about 4 MB. */
const MAX_JSON_BYTES = 64 * 1024 * 1024;

/** The model's files ask for something this engine does not do; `field` is the entry at fault, as the file spells it. */
export function incompatibleModel(file: string, field: string, reason: string, cause?: unknown): AppError {
  return new AppError('model-incompatible', `${file}: ${field}: ${reason}`, {
    details: { file, field },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** A file that no Whisper model can do without is not in the folder. */
export function missingModelFile(folder: string, file: string): AppError {
  return new AppError('model-missing', `${file} is not in the model folder`, { details: { file, folder } });
}

/**
 * Reads and checks one JSON file of a model folder; null when there is none. Model files come from the network, so
 * size, syntax and shape are checked here. Throws `model-incompatible` naming the file and the first field at fault.
 */
export async function readModelJson<T>(
  folder: string,
  file: string,
  schema: z.ZodType<T>,
): Promise<T | null> {
  const text = await readModelText(folder, file);
  return text === null ? null : parseModelJson(text, file, schema);
}

/** As `readModelJson`, for a text that was read; `file` is what errors name. */
export function parseModelJson<T>(text: string, file: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw incompatibleModel(file, '', 'not JSON', error);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw incompatibleModel(file, issue?.path.join('.') ?? '', issue?.message ?? 'unexpected shape');
}

/** As `readModelJson`, for the text of a file. */
export async function readModelText(folder: string, file: string): Promise<string | null> {
  const path = join(folder, file);
  try {
    const { size } = await stat(path);
    if (size > MAX_JSON_BYTES) throw incompatibleModel(file, '', `${size} bytes is too large`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof AppError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    if (code === 'EACCES' || code === 'EPERM') {
      throw new AppError('permission-denied', `${file} cannot be read`, {
        details: { file, folder },
        cause: error,
      });
    }
    throw incompatibleModel(file, '', 'cannot be read', error);
  }
}
