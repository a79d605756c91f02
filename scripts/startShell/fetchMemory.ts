import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

/** Our choice: who has no way to GitHub today is not made to wait for it with every start. */
const REMEMBERED_MS = 24 * 60 * 60_000;
/** What decides where the program is fetched from; after a change of it there is something new to try. */
const DECIDING = /electron|proxy/i;

const memorySchema = z.object({ failedAtMs: z.number(), reason: z.string(), settings: z.string() });

export interface FetchMemoryOptions {
  /** Below `node_modules`, so that `npm ci` forgets it. */
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now?: () => number;
}

/** Remembers for a day that Electron's program could not be fetched. */
export interface FetchMemory {
  /** Why it could not; null when it is worth trying. */
  recall(): Promise<string | null>;
  remember(reason: string): Promise<void>;
  forget(): Promise<void>;
}

export function createFetchMemory({ file, env, now = Date.now }: FetchMemoryOptions): FetchMemory {
  const deciding = Object.entries(env)
    .filter(([name]) => DECIDING.test(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  // Not as they are: a proxy's address may hold a password.
  const settings = createHash('sha256').update(JSON.stringify(deciding)).digest('hex');
  return {
    async recall() {
      const memory = await readMemory(file);
      const ageMs = now() - (memory?.failedAtMs ?? -Infinity);
      const holds = memory?.settings === settings && ageMs >= 0 && ageMs < REMEMBERED_MS;
      return holds ? memory.reason : null;
    },
    async remember(reason) {
      try {
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, JSON.stringify({ failedAtMs: now(), reason, settings }));
      } catch {
        // A folder that may not be written to: the next start tries again.
      }
    },
    forget: () => rm(file, { force: true }),
  };
}

async function readMemory(file: string): Promise<z.infer<typeof memorySchema> | null> {
  try {
    return memorySchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}
