import { z } from 'zod';
import { type ParsedFiles, parseModelJson, readModelJson, readModelText } from './modelJson.ts';

const tokenId = z.number().int().min(0).max(10_000_000);

const addedTokensSchema = z.record(z.string(), tokenId);

const tokenizerConfigSchema = z.object({
  added_tokens_decoder: z.record(z.string(), z.object({ content: z.string() })).optional(),
});

const tokenizerSchema = z.object({
  added_tokens: z.array(z.object({ id: tokenId, content: z.string() })).default([]),
});

/**
 * Tokens by the text of their file, the latest few. Whisper models share two or three such files of 1,600 tokens, and
 * lists read those of every model.
 */
const knownFiles = new Map<string, ReadonlyMap<string, number>>();
const MAX_KNOWN_FILES = 4;

/**
 * The tokens outside the byte-level vocabulary (`<|startoftranscript|>`, `<|en|>`, `<|0.00|>` ...) by their text.
 * Exports of different ages keep them in different files; the small ones are read first, and tokenizer.json only if
 * they leave the question open.
 */
export async function loadSpecialTokens(
  folder: string,
  parsed?: ParsedFiles,
): Promise<ReadonlyMap<string, number>> {
  const added = await loadAddedTokens(folder);
  if (added.has('<|startoftranscript|>')) return added;
  const tokens = new Map(added);

  const config = await readModelJson(folder, 'tokenizer_config.json', tokenizerConfigSchema);
  for (const [id, token] of Object.entries(config?.added_tokens_decoder ?? {})) {
    if (/^\d{1,8}$/.test(id)) tokens.set(token.content, Number(id));
  }
  if (tokens.has('<|startoftranscript|>')) return tokens;

  const tokenizer = await readModelJson(folder, 'tokenizer.json', tokenizerSchema, parsed);
  for (const token of tokenizer?.added_tokens ?? []) tokens.set(token.content, token.id);
  return tokens;
}

async function loadAddedTokens(folder: string): Promise<ReadonlyMap<string, number>> {
  const file = 'added_tokens.json';
  const text = await readModelText(folder, file);
  if (text === null) return new Map();
  const known = knownFiles.get(text);
  if (known !== undefined) return known;
  const tokens = new Map(Object.entries(parseModelJson(text, file, addedTokensSchema)));
  const [oldest] = knownFiles.keys();
  if (knownFiles.size >= MAX_KNOWN_FILES && oldest !== undefined) knownFiles.delete(oldest);
  knownFiles.set(text, tokens);
  return tokens;
}
