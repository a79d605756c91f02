import { resolve } from 'node:path';
import { AppError, type ExportFormat, type ExportOptions } from '../contract/index.ts';
import { atomicWriteFile } from '../lib/atomicWriteFile.ts';
import { findWriteObstacle } from '../lib/findWriteObstacle.ts';
import type { ExportDocument } from './exportDocument.ts';
import { exportFormats } from './exportFormats.ts';

export interface WriteExportOptions {
  readonly format: ExportFormat;
  readonly options: ExportOptions;
  /** Relative to the working folder of the process, or absolute. */
  readonly path: string;
  /** Replace a file that is there. */
  readonly overwrite: boolean;
}

/**
 * Renders a document and writes it whole or not at all; returns the absolute path. Throws `export-failed` with
 * `reason` `exists`, `no-folder`, `is-folder`, `not-a-file` or the system's code, `permission-denied` or `disk-full`. A file
 * that another program makes between the look and the write is replaced.
 */
export async function writeExport(
  document: ExportDocument,
  { format, options, path, overwrite }: WriteExportOptions,
): Promise<string> {
  const target = resolve(path);
  const content = await exportFormats[format].render(document, options);
  const obstacle = await findWriteObstacle(target, overwrite);
  if (obstacle !== null) throw exportError(target, obstacle);
  try {
    await atomicWriteFile(target, content);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw exportError(target, systemCode(cause), cause);
  }
  return target;
}

function exportError(path: string, reason: string, cause?: unknown): AppError {
  return new AppError('export-failed', `The export was not written (${reason}).`, {
    details: { path, reason },
    cause,
  });
}

function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
