import type { CommandName } from './command.ts';

/** The command line itself is wrong: exit code 2, one line that says what, and where the help is. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** The command whose help explains it; null for the general help. */
  readonly topic: CommandName | null;

  constructor(message: string, topic: CommandName | null = null) {
    super(message);
    this.topic = topic;
  }
}
