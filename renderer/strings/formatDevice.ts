import { en } from './en.ts';

const NAMES: ReadonlyMap<string, string> = new Map(Object.entries(en.devices));

/** The name of what a model runs on, for people. */
export function formatDevice(device: string): string {
  return NAMES.get(device) ?? device;
}
