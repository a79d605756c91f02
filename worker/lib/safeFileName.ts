/**
 * Characters that a file name may not hold on Windows, the strictest of the three systems, and control characters, those
 * included that make a name read backwards.
 */
const FORBIDDEN = /[<>:"/\\|?*\p{Cc}\p{Bidi_Control}]+/gu;
/** Device names of Windows, which are no file names whatever their extension. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
/** 255 bytes is the limit of common file systems; this leaves room for an extension and a temporary suffix. */
const MAX_BYTES = 180;

/** A file name without extension for a title; `otherwise` if nothing usable is left. */
export function safeFileName(title: string, otherwise: string): string {
  let name = title
    .replace(FORBIDDEN, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^[. ]+|[. ]+$/g, '');
  while (Buffer.byteLength(name) > MAX_BYTES) name = [...name].slice(0, -1).join('').trimEnd();
  return name === '' || RESERVED.test(name) ? otherwise : name;
}
