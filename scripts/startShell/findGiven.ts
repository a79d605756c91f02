import { findRecordings } from '../../worker/entries/findRecordings.ts';
import { parseCommandLine } from '../../worker/entries/parseCommandLine.ts';
import { UsageError } from '../../worker/entries/usageError.ts';

/**
 * What follows `npm start --`, for Electron: folders and patterns become the recordings in them, all with their whole path.
 * Throws what `earshot serve` would say of recordings that are not there.
 * @param cwd Where names are seen from.
 */
export async function findGiven(given: readonly string[], cwd: string): Promise<readonly string[]> {
  const inputs = readInputs(given);
  const recordings = await findRecordings(inputs, { cwd, topic: 'serve' });
  const options = given.filter((argument) => argument !== '--' && !inputs.includes(argument));
  return [...options, ...recordings.map(({ path }) => path)];
}

/** None beside switches that Electron alone understands. */
function readInputs(given: readonly string[]): readonly string[] {
  try {
    const invocation = parseCommandLine(['serve', ...given]);
    const isServe = invocation.kind === 'command' && invocation.command.name === 'serve';
    return isServe ? invocation.command.inputs : [];
  } catch (error) {
    if (error instanceof UsageError) return [];
    throw error;
  }
}
