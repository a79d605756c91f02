import type { Diagnostics } from '../../contract/index.ts';
import type { CommandContext } from '../commandContext.ts';
import { EXIT_CODES, type ExitCode } from '../exitCodes.ts';
import { formatByteCount } from '../ui/formatByteCount.ts';
import { formatTable } from '../ui/formatTable.ts';

/** Prints what is installed and whether it works; fails if one of the checks does. */
export async function runDoctor({ client, output, signal }: CommandContext): Promise<ExitCode> {
  const diagnostics = await client.request('diagnostics.get', undefined, { signal });
  output.printJson({ type: 'diagnostics', ...diagnostics });
  output.print(formatDiagnostics(diagnostics, output.terminalColumns));
  return diagnostics.checks.every((check) => check.ok) ? EXIT_CODES.ok : EXIT_CODES.failed;
}

function formatDiagnostics(diagnostics: Diagnostics, terminalColumns: number | null): string {
  const facts = formatTable([
    ['Earshot', diagnostics.appVersion],
    ['Node', diagnostics.nodeVersion],
    ['System', diagnostics.platform],
    ['Processor', `${diagnostics.cpu}, ${diagnostics.cores} cores`],
    [
      'Memory',
      `${formatByteCount(diagnostics.totalMemoryBytes)}, ${formatByteCount(diagnostics.residentBytes)} in use by Earshot`,
    ],
    ['Data', diagnostics.dataDir],
    ['Devices', diagnostics.executionProviders.join(', ')],
  ]);
  const models = formatTable(
    diagnostics.models.map((model) => [
      model.modelId,
      model.task,
      model.source,
      formatByteCount(model.sizeBytes),
      model.caution ?? '',
    ]),
    { heading: ['MODEL', 'TASK', 'FROM', 'SIZE', 'CAUTION'], terminalColumns },
  );
  const checks = formatTable(
    diagnostics.checks.map(({ ok, name, detail }) => [ok ? 'ok' : 'FAILED', name, detail]),
    { heading: ['RESULT', 'CHECK', 'DETAIL'], terminalColumns },
  );
  return `${facts}\nModels\n${models}\nChecks\n${checks}`;
}
