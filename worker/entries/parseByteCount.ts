const BYTES_BY_UNIT: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['K', 1e3],
  ['M', 1e6],
  ['G', 1e9],
  ['T', 1e12],
]);

/** Bytes of a size as people write it, in decimal units: `500MB`, `1.5 GB`, `20g`, `1000`. Null for anything else. */
export function parseByteCount(typed: string): number | null {
  const [, amount = '', unit = ''] = /^(\d{1,15}(?:\.\d{1,6})?)\s*([KMGT]?)B?$/i.exec(typed.trim()) ?? [];
  const factor = BYTES_BY_UNIT.get(unit.toUpperCase());
  if (amount === '' || factor === undefined) return null;
  const bytes = Math.round(Number(amount) * factor);
  return Number.isSafeInteger(bytes) ? bytes : null;
}
