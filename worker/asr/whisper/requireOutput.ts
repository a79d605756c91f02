import { AppError } from '../../contract/index.ts';
import type { Tensor } from '../../inference/session.ts';

/** An output that a graph is known to have; throws `inference-failed` where a run did not return it. */
export function requireOutput(outputs: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const output = outputs[name];
  if (output === undefined) throw new AppError('inference-failed', `The graph did not return ${name}.`);
  return output;
}
