import type { ModelVerification } from '../../contract/index.ts';
import type { CommandContext } from '../commandContext.ts';
import { EXIT_CODES, type ExitCode } from '../exitCodes.ts';
import { runJob } from '../runJob.ts';

export interface VerifyRequest {
  /** Null is every model. */
  readonly modelId: string | null;
  readonly repair: boolean;
}

const BROKEN: ReadonlySet<string> = new Set(['mismatch', 'missing', 'unreadable']);

/** Reads every byte of models and compares it with what the hub has; repairs what is broken if asked to. */
export async function verifyModels(request: VerifyRequest, context: CommandContext): Promise<ExitCode> {
  const { output } = context;
  const { models } = await runJob({ kind: 'verify-models', ...request }, context);
  for (const model of models) {
    output.printJson({ type: 'verification', ...model });
    output.print(formatVerification(model));
  }
  const damaged = models.filter(({ isIntact }) => !isIntact);
  for (const { modelId, commit } of damaged) {
    output.note(
      isPartOfEarshot(commit)
        ? `${modelId} came with Earshot: install Earshot again to mend it.`
        : `"earshot models repair ${modelId}" fetches what is damaged again.`,
    );
  }
  return damaged.length === 0 ? EXIT_CODES.ok : EXIT_CODES.failed;
}

/** Such models have no commit. */
function isPartOfEarshot(commit: string): boolean {
  return commit === '';
}

function formatVerification({ modelId, files, isIntact, repairedFiles }: ModelVerification): string {
  const repaired = repairedFiles === 0 ? '' : `, ${countFiles(repairedFiles)} repaired`;
  const intact = files.filter(({ condition }) => condition === 'intact').length;
  const heading = `${modelId}: ${isIntact ? 'intact' : 'DAMAGED'} (${countFiles(intact)} checked${repaired})\n`;
  const broken = files.filter(({ condition }) => BROKEN.has(condition));
  return heading + broken.map(({ path, condition }) => `  ${path}: ${condition}\n`).join('');
}

function countFiles(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}
