import type { NetworkCommand } from '../command.ts';
import type { CommandContext } from '../commandContext.ts';
import { EXIT_CODES, type ExitCode } from '../exitCodes.ts';
import { formatByteCount } from '../ui/formatByteCount.ts';
import { formatDate } from '../ui/formatDate.ts';

/** Prints the latest requests that Earshot made, the newest last. Makes none. */
export async function runNetwork({ limit }: NetworkCommand, context: CommandContext): Promise<ExitCode> {
  const { client, output, signal } = context;
  const entries = await client.request('network.list', { limit }, { signal });
  const inOrder = [...entries].sort((a, b) => a.atMs - b.atMs);
  for (const entry of inOrder) output.printJson({ type: 'request', ...entry });
  output.printTable(
    inOrder.map(({ atMs, host, method, purpose, status, receivedBytes }) => [
      formatDate(atMs),
      purpose,
      method,
      host,
      status === null ? 'no answer' : String(status),
      formatByteCount(receivedBytes),
    ]),
    ['TIME', 'PURPOSE', 'METHOD', 'HOST', 'ANSWER', 'RECEIVED'],
  );
  if (entries.length === 0) output.note('Earshot has made no request.');
  return EXIT_CODES.ok;
}
