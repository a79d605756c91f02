import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AppError, type ExportFormat, hasErrorCode, type RpcClient } from '../contract/index.ts';
import { exportFormats } from '../exports/exportFormats.ts';
import { makeFolder } from '../lib/makeFolder.ts';
import { toFileError } from '../lib/toFileError.ts';

export interface WriteExportsOptions {
  readonly meetingId: string;
  /** The current one of the meeting if none is given. */
  readonly transcriptId?: string;
  readonly formats: readonly ExportFormat[];
  /** Created if it is not there. */
  readonly folder: string;
  /** Without extension. */
  readonly name: string;
  readonly words: boolean;
  readonly overwrite: boolean;
}

export interface WrittenExport {
  readonly format: ExportFormat;
  readonly path: string;
}

/** Writes one file per format into a folder. A file that holds the same already counts as written. */
export async function writeExports(
  client: RpcClient,
  { formats, folder, name, words, overwrite, ...version }: WriteExportsOptions,
): Promise<WrittenExport[]> {
  await ensureFolder(folder);
  const written: WrittenExport[] = [];
  for (const format of formats) {
    const path = resolve(folder, `${name}${exportFormats[format].extension}`);
    await writeOne(client, { ...version, format, path, options: { words }, overwrite });
    written.push({ format, path });
  }
  return written;
}

interface ExportToPath {
  readonly meetingId: string;
  readonly transcriptId?: string;
  readonly format: ExportFormat;
  readonly path: string;
  readonly options: { readonly words: boolean };
  readonly overwrite: boolean;
}

async function writeOne(client: RpcClient, request: ExportToPath): Promise<void> {
  try {
    await client.request('exports.write', request);
  } catch (error) {
    const isThere = hasErrorCode(error, 'export-failed') && error.details['reason'] === 'exists';
    if (!isThere) throw error;
    const { path, overwrite: _overwrite, ...same } = request;
    const content = await client.request('exports.render', same);
    const existing = await readFile(path).catch(() => null);
    if (existing === null || !existing.equals(Buffer.from(content))) throw error;
  }
}

async function ensureFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
  } catch (cause) {
    const error = toFileError(cause, folder);
    if (error instanceof AppError) throw error;
    throw new AppError('export-failed', 'The folder cannot be made.', {
      details: { path: folder, reason: 'not-a-folder' },
      cause,
    });
  }
}
