import { isAbortError } from '../../contract/index.ts';
import type { CommandContext } from '../commandContext.ts';
import type { MediaInput } from '../findMedia.ts';

/** Throws what is wrong with the first of some recordings if none of them can be read. */
export async function assertAnyReadable(
  media: readonly MediaInput[],
  { client, signal }: Pick<CommandContext, 'client' | 'signal'>,
): Promise<void> {
  const failures: unknown[] = [];
  for (const { path } of media) {
    try {
      await client.request('media.probe', { path }, { signal });
      return;
    } catch (error) {
      if (isAbortError(error)) throw error;
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
