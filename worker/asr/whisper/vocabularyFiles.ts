import { z } from 'zod';
import type { MergeRanks } from './bytePairEncoder.ts';
import {
  incompatibleModel,
  missingModelFile,
  type ParsedFiles,
  readModelJson,
  readModelText,
} from './modelJson.ts';

/** A byte-level vocabulary as the model's files give it. */
export interface VocabularyFiles {
  /** Entries in GPT-2's byte spelling, by token; empty where the file has none. */
  readonly entries: readonly (string | undefined)[];
  /** Parses the merges, which takes a while: a transcription without prompt encodes nothing. */
  readonly readMerges: () => MergeRanks;
}

/** 50,000 entries through a schema of records would take as long as the rest of loading; entries are checked below. */
const vocabularySchema = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'is not an object',
);

const tokenizerSchema = z.object({
  model: z.object({
    type: z.literal('BPE').optional(),
    vocab: vocabularySchema,
    /** `"a b"` in older files, `["a", "b"]` in newer ones. */
    merges: z.custom<readonly unknown[]>(Array.isArray, 'is not a list'),
  }),
});

/**
 * Reads vocab.json and merges.txt, or tokenizer.json where one of the two is missing: they hold the same, and the pair
 * is half the size. Throws `model-missing` when neither is there, `model-incompatible` when they are broken.
 */
export async function loadVocabularyFiles(folder: string, parsed?: ParsedFiles): Promise<VocabularyFiles> {
  const merges = await readModelText(folder, 'merges.txt');
  const vocabulary = merges === null ? null : await readModelJson(folder, 'vocab.json', vocabularySchema);
  if (merges !== null && vocabulary !== null) {
    return {
      entries: orderEntries('vocab.json', vocabulary),
      readMerges: () => rankMerges(merges.split('\n').filter((line) => !line.startsWith('#version'))),
    };
  }
  const tokenizer = await readModelJson(folder, 'tokenizer.json', tokenizerSchema, parsed);
  if (tokenizer === null) throw missingModelFile(folder, 'tokenizer.json');
  // The function that is returned lives as long as the model, and what it names with it: not the whole file.
  const { vocab, merges: pairs } = tokenizer.model;
  return {
    entries: orderEntries('tokenizer.json', vocab),
    readMerges: () => rankMerges(pairs.map((pair) => (Array.isArray(pair) ? pair.join(' ') : String(pair)))),
  };
}

/** Far above any vocabulary; keeps a hostile token from asking for an array of its size. */
const MAX_TOKEN = 1_000_000;

function orderEntries(file: string, vocabulary: Readonly<Record<string, unknown>>): (string | undefined)[] {
  const entries: (string | undefined)[] = [];
  for (const entry in vocabulary) {
    const token = vocabulary[entry];
    if (typeof token !== 'number' || !Number.isInteger(token) || token < 0 || token > MAX_TOKEN) {
      throw incompatibleModel(file, entry.slice(0, 100), 'is not a token');
    }
    entries[token] = entry;
  }
  return entries;
}

function rankMerges(pairs: readonly string[]): MergeRanks {
  const ranks = new Map<string, number>();
  for (const pair of pairs) {
    const trimmed = pair.trimEnd();
    if (trimmed !== '') ranks.set(trimmed, ranks.size);
  }
  return ranks;
}
