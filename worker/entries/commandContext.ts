import type { RpcClient } from '../contract/index.ts';
import type { Confirm } from './ui/confirm.ts';
import type { Output } from './ui/output.ts';
import type { ProgressBar } from './ui/progressBar.ts';

/** What a command works with; each command is a function of its options and this, and returns an exit code. */
export interface CommandContext {
  readonly client: RpcClient;
  readonly output: Output;
  readonly progressBar: ProgressBar;
  /** Asks before something is deleted or downloaded that was not named. */
  readonly confirm: Confirm;
  /** Aborts when the person stops the command. */
  readonly signal: AbortSignal;
  /** Folder that relative names are in. */
  readonly cwd: string;
}
