export interface KeepRecentOptions<Key, Value> {
  readonly load: (key: Key) => Promise<Value>;
  /** How old an answer may be. */
  readonly maxAgeMs: number;
  /** Milliseconds of any clock. */
  readonly now: () => number;
}

/**
 * Loads a value for those who ask at the same time or soon after, once. The value of another key takes its place; one that
 * could not be loaded is not kept.
 */
export function keepRecent<Key, Value>({
  load,
  maxAgeMs,
  now,
}: KeepRecentOptions<Key, Value>): (key: Key) => Promise<Value> {
  let latest: { readonly key: Key; readonly atMs: number; readonly value: Promise<Value> } | null = null;
  return (key) => {
    if (latest?.key === key && now() - latest.atMs <= maxAgeMs) return latest.value;
    const value = load(key);
    const mine = { key, atMs: now(), value };
    latest = mine;
    value.catch(() => {
      if (latest === mine) latest = null;
    });
    return value;
  };
}
