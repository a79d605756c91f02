import { z } from 'zod';
import { readModelJson } from './modelJson.ts';

const MAX_TOKEN_ID = 10_000_000;
const tokenId = z.number().int().min(0).max(MAX_TOKEN_ID);

function isTokenId(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_TOKEN_ID;
}

/** Looked through in one loop, in half the time of a record of 1,600 entries: lists of models read many of these. */
const addedTokensSchema = z.custom<Readonly<Record<string, number>>>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(isTokenId),
  'unexpected shape',
);

const tokenizerConfigSchema = z.object({
  added_tokens_decoder: z.record(z.string(), z.object({ content: z.string() })).optional(),
});

const tokenizerSchema = z.object({
  added_tokens: z.array(z.object({ id: tokenId, content: z.string() })).default([]),
});

/**
 * The tokens outside the byte-level vocabulary (`<|startoftranscript|>`, `<|en|>`, `<|0.00|>` ...) by their text.
 * Exports of different ages keep them in different files; the small ones are read first, and tokenizer.json only if
 * they leave the question open.
 */
export async function loadSpecialTokens(folder: string): Promise<ReadonlyMap<string, number>> {
  const tokens = new Map<string, number>();
  const added = await readModelJson(folder, 'added_tokens.json', addedTokensSchema);
  for (const [text, id] of Object.entries(added ?? {})) tokens.set(text, id);
  if (tokens.has('<|startoftranscript|>')) return tokens;

  const config = await readModelJson(folder, 'tokenizer_config.json', tokenizerConfigSchema);
  for (const [id, token] of Object.entries(config?.added_tokens_decoder ?? {})) {
    if (/^\d{1,8}$/.test(id)) tokens.set(token.content, Number(id));
  }
  if (tokens.has('<|startoftranscript|>')) return tokens;

  const tokenizer = await readModelJson(folder, 'tokenizer.json', tokenizerSchema);
  for (const token of tokenizer?.added_tokens ?? []) tokens.set(token.content, token.id);
  return tokens;
}
