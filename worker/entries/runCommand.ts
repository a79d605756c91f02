import type { WorkerCommand } from './command.ts';
import type { CommandContext } from './commandContext.ts';
import { runCache } from './commands/cache.ts';
import { runDoctor } from './commands/doctor.ts';
import { runJobs } from './commands/jobs.ts';
import { runLibrary } from './commands/library.ts';
import { runModels } from './commands/models.ts';
import { runNetwork } from './commands/network.ts';
import { runTranscribe } from './commands/transcribe.ts';
import type { ExitCode } from './exitCodes.ts';

/** Runs one command. Rejects with UsageError, AppError or an AbortError, which the caller turns into an exit code. */
export function runCommand(command: WorkerCommand, context: CommandContext): Promise<ExitCode> {
  switch (command.name) {
    case 'transcribe':
      return runTranscribe(command, context);
    case 'library':
      return runLibrary(command, context);
    case 'jobs':
      return runJobs(command, context);
    case 'models':
      return runModels(command, context);
    case 'cache':
      return runCache(command, context);
    case 'network':
      return runNetwork(command, context);
    case 'doctor':
      return runDoctor(context);
  }
}
