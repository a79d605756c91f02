import type { SettingsPatch } from '../../contract/index.ts';
import { parseEndpoint } from '../../models/hub/hubSettings.ts';
import { applyProxy } from './applyProxy.ts';

/** Throws `invalid-request` for addresses of a hub or a proxy that cannot be used, before they are kept. */
export function checkNetworkSettings({ hubEndpoint, proxy }: SettingsPatch): void {
  if (hubEndpoint !== undefined) parseEndpoint(hubEndpoint);
  if (proxy !== undefined) applyProxy({}, proxy);
}
