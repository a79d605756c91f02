import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { transcribeOptionsSchema } from '../contract/index.ts';
import { UsageError } from './usageError.ts';

/** One word or phrase per line, UTF-8; empty lines do not count. Throws UsageError for a file that cannot be used. */
export async function loadHotwords(file: string, cwd: string): Promise<string[]> {
  const bytes = await readFile(resolve(cwd, file)).catch((cause: unknown) => {
    const reason = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw new UsageError(`The file of --hotwords "${file}" cannot be read${reason}.`, 'transcribe');
  });
  // Characters that stand for what is no text would be taken for words to listen for.
  if (!isUtf8(bytes)) throw new UsageError(`"${file}" is not a text in UTF-8.`, 'transcribe');
  const lines = bytes
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trim());
  const parsed = transcribeOptionsSchema.shape.hotwords.safeParse(lines.filter((line) => line !== ''));
  if (parsed.success) return parsed.data;
  throw new UsageError(`"${file}" may hold at most 500 hotwords of at most 200 characters.`, 'transcribe');
}
