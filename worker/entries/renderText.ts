import type { RpcClient, RpcParams } from '../contract/index.ts';

/** An export of a format that is text, as it would be written. */
export async function renderText(
  client: RpcClient,
  request: RpcParams<'exports.render'>,
  options: { readonly signal?: AbortSignal } = {},
): Promise<string> {
  const content = await client.request('exports.render', request, options);
  return typeof content === 'string' ? content : new TextDecoder().decode(content);
}
