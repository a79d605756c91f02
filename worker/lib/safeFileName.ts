import { DEVICE_NAME, NOT_IN_FILE_NAMES } from '../contract/index.ts';

const OUTER_DOTS = /^[. ]+|[. ]+$/g;
/** 255 bytes is the limit of common file systems; this leaves room for an extension and a temporary suffix. */
const MAX_BYTES = 180;

/** A file name without extension for a title, for every system; `otherwise` if nothing usable is left. */
export function safeFileName(title: string, otherwise: string): string {
  let name = title.replace(NOT_IN_FILE_NAMES, ' ').replace(/\s+/g, ' ').trim().replace(OUTER_DOTS, '');
  while (Buffer.byteLength(name) > MAX_BYTES) name = [...name].slice(0, -1).join('').replace(OUTER_DOTS, '');
  return name === '' || DEVICE_NAME.test(name) ? otherwise : name;
}
