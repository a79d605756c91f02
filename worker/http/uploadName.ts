import { extname } from 'node:path';
import { safeFileName } from '../lib/safeFileName.ts';

/** Of the formats FFmpeg reads, none has a longer one. */
const EXTENSION = /^\.[a-z0-9]{1,8}$/i;

/**
 * The name under which an uploaded file is kept: what stands last in the name that the browser gave, made safe. It is
 * the title that the meeting gets. Never empty, never a path, and never hidden.
 */
export function createUploadName(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? '';
  const extension = extname(last);
  if (!EXTENSION.test(extension)) return safeFileName(last, 'recording');
  return safeFileName(last.slice(0, -extension.length), 'recording') + extension.toLowerCase();
}
