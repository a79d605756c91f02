import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { AppError } from '../../contract/index.ts';
import { toFileError } from '../../lib/toFileError.ts';

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

/** Values of files of one folder by name, for as long as a model is being loaded: tokenizer.json takes 25 ms to parse. */
export type ParsedFiles = Map<string, unknown>;

/**
 * Reads and checks one JSON file of a model folder; null when there is none. Model files come from the network, so
 * size, syntax and shape are checked here. Throws `model-incompatible` naming the file and the first field at fault.
 * What is in `parsed` is not read again, and what is read is put there.
 */
export async function readModelJson<T>(
  folder: string,
  file: string,
  schema: z.ZodType<T>,
  parsed: ParsedFiles = new Map(),
): Promise<T | null> {
  if (!parsed.has(file)) {
    const text = await readModelText(folder, file);
    if (text === null) return null;
    parsed.set(file, parseText(text, file));
  }
  return checkValue(parsed.get(file), file, schema);
}

/** As `readModelJson`, for a text that was read; `file` is what errors name. */
export function parseModelJson<T>(text: string, file: string, schema: z.ZodType<T>): T {
  return checkValue(parseText(text, file), file, schema);
}

function parseText(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw incompatibleModel(file, '', 'not JSON', error);
  }
}

function checkValue<T>(value: unknown, file: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw incompatibleModel(file, issue?.path.join('.') ?? '', issue?.message ?? 'unexpected shape');
}

/** As `readModelJson`, for the text of a file. */
export async function readModelText(folder: string, file: string): Promise<string | null> {
  const path = join(folder, file);
  try {
    const entry = await stat(path);
    // Who opens a pipe may wait for ever, and some devices have no end.
    if (!entry.isFile()) throw incompatibleModel(file, '', 'is not a file');
    if (entry.size > MAX_JSON_BYTES) throw incompatibleModel(file, '', `${entry.size} bytes is too large`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof AppError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    const known = toFileError(error, path);
    throw known instanceof AppError ? known : incompatibleModel(file, '', 'cannot be read', error);
  }
}
