import { parseArgs } from 'node:util';

export interface BenchArguments {
  /** Names of the steps to run, in the order given; all of them when there are none. */
  readonly only: readonly string[];
  /** Whether the figures go into the document. */
  readonly write: boolean;
}

/** Reads the arguments of the program. Throws an Error that says what is wrong with them. */
export function readBenchArguments(args: readonly string[], stepNames: readonly string[]): BenchArguments {
  const { values } = parseArgs({
    args: [...args],
    options: { only: { type: 'string', multiple: true }, write: { type: 'boolean', default: false } },
  });
  const { only = [], write } = values;
  const unknown = only.find((name) => !stepNames.includes(name));
  if (unknown !== undefined) throw new Error(`There is no step ${unknown}: ${stepNames.join(', ')}.`);
  if (write && only.length > 0) {
    throw new Error('--write takes a whole run, so that all figures are of one machine and one day.');
  }
  return { only, write };
}
