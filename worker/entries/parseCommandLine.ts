import type { Command, CommandName, GlobalOptions, Invocation } from './command.ts';
import { LOG_LEVELS, type LogLevel } from '../lib/logger.ts';
import {
  COMMAND_OPTIONS,
  type CommandOption,
  OPTIONS_OF_ACTION,
  type OptionValues,
  readOptions,
} from './optionTable.ts';
import { parseCache } from './parseCache.ts';
import { parseJobs } from './parseJobs.ts';
import { parseLibrary } from './parseLibrary.ts';
import { parseModels } from './parseModels.ts';
import { parseNetwork } from './parseNetwork.ts';
import { parseServe } from './parseServe.ts';
import { parseTranscribe } from './parseTranscribe.ts';
import { takeNothing } from './positionals.ts';
import { UsageError } from './usageError.ts';

const COMMAND_NAMES: readonly CommandName[] = [
  'transcribe',
  'library',
  'jobs',
  'models',
  'cache',
  'network',
  'serve',
  'doctor',
];

/**
 * Reads the command line without touching the disk. Options may stand anywhere; what follows `--` is a name even if it
 * begins with a dash. Throws UsageError.
 */
export function parseCommandLine(argv: readonly string[]): Invocation {
  const { values, positionals } = parseOrRefuse(argv);
  const [first, ...rest] = positionals;
  if (values.version === true) return { kind: 'version' };
  if (first === 'help') return { kind: 'help', topic: parseTopic(rest[0]) };
  if (values.help === true || first === undefined) return { kind: 'help', topic: parseTopic(first) };
  const command = parseCommand(first, rest, values);
  refuseForeignOptions(command, values);
  refuseEmptyOptions(command, values);
  return { kind: 'command', command, globals: parseGlobals(values, command.name) };
}

function parseOrRefuse(argv: readonly string[]): ReturnType<typeof readOptions> {
  try {
    return readOptions(argv);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // Node adds sentences about escaping; the first says what is wrong.
    throw new UsageError(`${error.message.split(/\. |\n/)[0]?.replace(/\.$/, '')}.`, guessTopic(argv));
  }
}

function guessTopic(argv: readonly string[]): CommandName | null {
  return COMMAND_NAMES.find((name) => argv.includes(name)) ?? null;
}

/** Null for the general help. */
function parseTopic(name: string | undefined): CommandName | null {
  const topic = COMMAND_NAMES.find((known) => known === name);
  if (topic === undefined && name !== undefined) throw noCommand(name);
  return topic ?? null;
}

function noCommand(name: string): UsageError {
  return new UsageError(`There is no command "${name}".`);
}

function parseCommand(name: string, rest: readonly string[], values: OptionValues): Command {
  switch (name) {
    case 'transcribe':
      return parseTranscribe(rest, values);
    case 'library':
      return parseLibrary(rest, values);
    case 'jobs':
      return parseJobs(rest);
    case 'models':
      return parseModels(rest, values);
    case 'cache':
      return parseCache(rest, values);
    case 'network':
      return parseNetwork(rest, values);
    case 'serve':
      return parseServe(rest, values);
    case 'doctor':
      takeNothing(rest, 'doctor');
      return { name: 'doctor' };
    default:
      throw noCommand(name);
  }
}

function parseGlobals(values: OptionValues, topic: CommandName): GlobalOptions {
  return {
    dataDir: values['data-dir'] ?? null,
    offline: values.offline ?? false,
    quiet: values.quiet ?? false,
    json: values.json ?? false,
    yes: values.yes ?? false,
    logLevel: parseLogLevel(values['log-level'] ?? 'info', topic),
  };
}

function refuseForeignOptions(command: Command, values: OptionValues): void {
  const action = 'action' in command ? `${command.name} ${command.action}` : command.name;
  const allowed = OPTIONS_OF_ACTION[action] ?? [];
  const names = Object.keys(COMMAND_OPTIONS) as CommandOption[];
  const foreign = names.find((name) => values[name] !== undefined && !allowed.includes(name));
  if (foreign !== undefined) {
    throw new UsageError(`--${foreign} does not go with ${action}.`, command.name);
  }
}

/**
 * A script whose variable is not set leaves the value empty: no name of a folder, a file or a version is meant by that. An
 * empty prompt is none.
 */
function refuseEmptyOptions(command: Command, values: OptionValues): void {
  const empty = Object.entries(values).find(([name, value]) => value === '' && name !== 'prompt');
  if (empty !== undefined) throw new UsageError(`--${empty[0]} cannot be empty.`, command.name);
}

function parseLogLevel(typed: string, topic: CommandName): LogLevel {
  const level = LOG_LEVELS.find((known) => known === typed);
  if (level !== undefined) return level;
  throw new UsageError(`--log-level cannot be "${typed}". Use ${LOG_LEVELS.join(', ')}.`, topic);
}
