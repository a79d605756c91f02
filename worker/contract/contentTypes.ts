const OTHER = 'application/octet-stream';

const PAGE_TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json'],
  ['.map', 'application/json'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
  ['.woff2', 'font/woff2'],
  ['.wasm', 'application/wasm'],
  ['.txt', 'text/plain; charset=utf-8'],
  // The sample meeting.
  ['.ogg', 'audio/ogg'],
]);

/** Those that browsers play; for the others the browser looks at the content, as it may for media. */
const MEDIA_TYPES: ReadonlyMap<string, string> = new Map([
  ['.aac', 'audio/aac'],
  ['.flac', 'audio/flac'],
  ['.m4a', 'audio/mp4'],
  ['.m4b', 'audio/mp4'],
  ['.m4v', 'video/mp4'],
  ['.mka', 'audio/x-matroska'],
  ['.mkv', 'video/x-matroska'],
  ['.mov', 'video/quicktime'],
  ['.mp3', 'audio/mpeg'],
  ['.mp4', 'video/mp4'],
  ['.oga', 'audio/ogg'],
  ['.ogg', 'audio/ogg'],
  ['.ogv', 'video/ogg'],
  ['.opus', 'audio/ogg'],
  ['.wav', 'audio/wav'],
  ['.webm', 'video/webm'],
]);

/** Type of a file of the page, by its extension. */
export function getPageType(path: string): string {
  return PAGE_TYPES.get(getExtension(path)) ?? OTHER;
}

/** Type of a recording, by its extension; never one that a browser would run. */
export function getMediaType(path: string): string {
  return MEDIA_TYPES.get(getExtension(path)) ?? OTHER;
}

/** Of a path of any system; empty for names that have none, or begin with their only dot. */
function getExtension(path: string): string {
  return /[^/\\](\.[^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
}
