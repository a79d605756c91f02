import { MEDIA_EXTENSIONS } from '../../worker/contract/index.ts';

const EXTENSION = /\.[^.]+$/;

/**
 * Whether a file may hold sound, by what its name and the system say of it; what it does hold, the worker finds out.
 * `count` files came together: of a single one without any sign, the person knows what it is.
 */
export function isRecording({ name, type }: Pick<File, 'name' | 'type'>, count: number): boolean {
  const [extension = null] = EXTENSION.exec(name.toLowerCase()) ?? [];
  if (extension !== null && MEDIA_EXTENSIONS.has(extension)) return true;
  if (type !== '') return type.startsWith('audio/') || type.startsWith('video/');
  return extension === null && count === 1;
}
