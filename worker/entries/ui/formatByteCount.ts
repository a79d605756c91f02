const BYTES_PER_UNIT = 1000;
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** A size for people, in decimal units as file managers and `hf cache` show them: `145 MB`, `1.6 GB`. */
export function formatByteCount(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // Rounded first: 999.96 kB is 1.0 MB.
  while (Number(value.toFixed(value < 100 ? 1 : 0)) >= BYTES_PER_UNIT && unit < UNITS.length - 1) {
    value /= BYTES_PER_UNIT;
    unit++;
  }
  return `${value.toFixed(unit === 0 || value >= 100 ? 0 : 1)} ${UNITS[unit] ?? ''}`;
}

/** The same for what is known roughly: `77 MB`, `1.1 GB`. */
export function formatRoughByteCount(bytes: number): string {
  return formatByteCount(bytes).replace('.0 ', ' ');
}

/** The same with every byte, for what is about to be deleted: `145 MB (145,330,112 bytes)`. */
export function formatExactByteCount(bytes: number): string {
  const rounded = formatByteCount(bytes);
  return bytes < BYTES_PER_UNIT ? rounded : `${rounded} (${bytes.toLocaleString('en-US')} bytes)`;
}
