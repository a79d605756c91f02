import { AppError } from '../../contract/index.ts';
import type { CommandContext } from '../commandContext.ts';
import { listBundledModels } from './listBundledModels.ts';
import { pullModel } from './pullModel.ts';
import { reportBundledModel } from './reportBundledModel.ts';

export interface NamedPull {
  /** As typed. */
  readonly model: string;
  /** Null takes the first that is offered. */
  readonly dtype: string | null;
}

/** Downloads what a person named. A part of Earshot is there already, in the dtypes that it has: nothing is asked of the hub. */
export async function pullNamedModel({ model, dtype }: NamedPull, context: CommandContext): Promise<void> {
  const bundled = (await listBundledModels(context)).get(model);
  if (bundled === undefined) {
    await pullModel({ modelId: model, dtype }, context);
    return;
  }
  const dtypes = bundled.capabilities?.dtypes;
  if (dtype !== null && dtypes?.includes(dtype) === false) {
    throw new AppError('invalid-request', `${model} does not come as ${dtype}.`, {
      details: { model, dtype, reason: 'dtype' },
    });
  }
  reportBundledModel(bundled, context.output);
}
