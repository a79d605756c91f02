import { transcribeOptionsSchema } from '../../../worker/contract/index.ts';

/** What a model can be asked to run on; what it does run on is up to the computer. */
export const DEVICES = transcribeOptionsSchema.shape.device.options;
export type Device = (typeof DEVICES)[number];
