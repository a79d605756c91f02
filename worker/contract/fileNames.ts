/**
 * Characters that a file name may not hold on Windows, the strictest of the three systems, and control characters, those
 * included that make a name read backwards.
 */
export const NOT_IN_FILE_NAMES = /[<>:"/\\|?*\p{Cc}\p{Bidi_Control}]+/gu;

/**
 * Names of devices of Windows, which are no file names whatever their extension
 * (https://learn.microsoft.com/windows/win32/fileio/naming-a-file).
 */
export const DEVICE_NAME = /^(?:con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³])\s*(?:\.|$)/iu;
