/**
 * Characters that a file name may not hold on Windows, the strictest of the three systems, and control characters, those
 * included that make a name read backwards.
 */
const FORBIDDEN = /[<>:"/\\|?*\p{Cc}\p{Bidi_Control}]+/gu;
/**
 * Device names of Windows, which are no file names whatever their extension
 * (https://learn.microsoft.com/windows/win32/fileio/naming-a-file).
 */
const RESERVED = /^(?:con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³])\s*(?:\.|$)/iu;
const OUTER_DOTS = /^[. ]+|[. ]+$/g;
/** 255 bytes is the limit of common file systems; this leaves room for an extension and a temporary suffix. */
const MAX_BYTES = 180;

/** A file name without extension for a title; `otherwise` if nothing usable is left. */
export function safeFileName(title: string, otherwise: string): string {
  let name = title.replace(FORBIDDEN, ' ').replace(/\s+/g, ' ').trim().replace(OUTER_DOTS, '');
  while (Buffer.byteLength(name) > MAX_BYTES) name = [...name].slice(0, -1).join('').replace(OUTER_DOTS, '');
  return name === '' || RESERVED.test(name) ? otherwise : name;
}
