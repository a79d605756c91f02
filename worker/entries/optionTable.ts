import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

const GLOBAL_OPTIONS = {
  'data-dir': { type: 'string' },
  offline: { type: 'boolean' },
  quiet: { type: 'boolean', short: 'q' },
  json: { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
  'log-level': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const satisfies ParseArgsOptionsConfig;

const TRANSCRIBE_OPTIONS = {
  model: { type: 'string', short: 'm' },
  language: { type: 'string', short: 'l' },
  'language-detection': { type: 'string' },
  task: { type: 'string' },
  format: { type: 'string', short: 'f', multiple: true },
  output: { type: 'string', short: 'o' },
  words: { type: 'boolean' },
  prompt: { type: 'string' },
  hotwords: { type: 'string' },
  device: { type: 'string' },
  beam: { type: 'string' },
  stream: { type: 'string' },
  channels: { type: 'string' },
  force: { type: 'boolean' },
  overwrite: { type: 'boolean' },
} as const satisfies ParseArgsOptionsConfig;

const SERVE_OPTIONS = {
  port: { type: 'string' },
  open: { type: 'boolean' },
} as const satisfies ParseArgsOptionsConfig;

const MODELS_OPTIONS = {
  dtype: { type: 'string' },
  commit: { type: 'string' },
  use: { type: 'string' },
  'dry-run': { type: 'boolean' },
} as const satisfies ParseArgsOptionsConfig;

const CACHE_OPTIONS = {
  files: { type: 'boolean' },
  budget: { type: 'string' },
  'unused-days': { type: 'string' },
  run: { type: 'boolean' },
} as const satisfies ParseArgsOptionsConfig;

const NETWORK_OPTIONS = {
  limit: { type: 'string' },
} as const satisfies ParseArgsOptionsConfig;

export const COMMAND_OPTIONS = {
  ...TRANSCRIBE_OPTIONS,
  ...SERVE_OPTIONS,
  ...MODELS_OPTIONS,
  ...CACHE_OPTIONS,
  ...NETWORK_OPTIONS,
};
const OPTIONS = { ...GLOBAL_OPTIONS, ...COMMAND_OPTIONS };

export type CommandOption = keyof typeof COMMAND_OPTIONS;

/** Which of the options belong to which action; the others are refused there. */
export const OPTIONS_OF_ACTION: Readonly<Record<string, readonly CommandOption[]>> = {
  transcribe: Object.keys(TRANSCRIBE_OPTIONS) as CommandOption[],
  'library show': ['words'],
  'library export': ['format', 'output', 'words', 'overwrite'],
  'models pull': ['dtype'],
  'models remove': ['commit', 'dry-run'],
  'models update': ['dry-run'],
  'models versions': ['use'],
  'models export': ['overwrite'],
  'models prune': ['dry-run'],
  'cache info': ['files'],
  'cache clear': ['task', 'dry-run'],
  'cache policy': ['budget', 'unused-days', 'run', 'dry-run'],
  network: ['limit'],
  serve: Object.keys(SERVE_OPTIONS) as CommandOption[],
};

/** Splits a command line by the tables above; throws the TypeError of `parseArgs` for what is not in them. */
export function readOptions(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    options: OPTIONS,
    allowPositionals: true,
    allowNegative: true,
    strict: true,
  });
}

export type OptionValues = ReturnType<typeof readOptions>['values'];
