import { unspellBytes } from './byteLevel.ts';
import { type BytePairs, encodeBytePairs } from './bytePairEncoder.ts';
import type { WhisperConfig } from './modelConfig.ts';
import type { ParsedFiles } from './modelJson.ts';
import { type WordTokens, splitToWords } from './splitToWords.ts';
import { loadVocabularyFiles } from './vocabularyFiles.ts';

export interface DecodeOptions {
  /** Writes timestamp tokens as `<|1.08|>`; left out otherwise, like all other markers. */
  readonly timestamps?: boolean;
}

export interface WhisperTokenizer {
  /** Text tokens of `text`; begin it with a space where a word begins. */
  encode(text: string): readonly number[];
  /** Bytes that are no UTF-8, such as half a character at the end, become U+FFFD. */
  decode(tokens: readonly number[], options?: DecodeOptions): string;
  /** Groups text tokens (below `eot`) into words of the language. */
  splitToWords(tokens: readonly number[], language: string): WordTokens;
}

/**
 * Loads the byte-level vocabulary of a model folder. Throws `model-missing` or `model-incompatible` naming the file.
 */
export async function loadTokenizer(
  folder: string,
  config: WhisperConfig,
  parsed?: ParsedFiles,
): Promise<WhisperTokenizer> {
  const { entries, readMerges } = await loadVocabularyFiles(folder, parsed);
  const bytesOfToken = createByteTable(entries, config.eot);
  let pairs: BytePairs | null = null;
  // U+FEFF is a character like any other here.
  const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

  const decodeText = (tokens: readonly number[]): string => {
    const parts = tokens.map(bytesOfToken);
    return utf8.decode(parts.length === 1 ? parts[0] : Buffer.concat(parts));
  };

  return {
    encode(text) {
      pairs ??= { ranks: readMerges(), vocabulary: createVocabulary(entries, config.eot) };
      return encodeBytePairs(text, pairs);
    },
    decode(tokens, { timestamps = false } = {}) {
      if (!timestamps) return decodeText(tokens);
      let text = '';
      let pending: number[] = [];
      for (const token of tokens) {
        if (token < config.timestampBegin) {
          pending.push(token);
          continue;
        }
        const seconds = (token - config.timestampBegin) * config.timestampStep;
        text += `${decodeText(pending)}<|${seconds.toFixed(2)}|>`;
        pending = [];
      }
      return text + decodeText(pending);
    },
    splitToWords: (tokens, language) => splitToWords(tokens, language, decodeText),
  };
}

const NO_BYTES = new Uint8Array(0);

/** Bytes of each text token, looked up once per token that is really used. Markers have none. */
function createByteTable(
  entries: readonly (string | undefined)[],
  eot: number,
): (token: number) => Uint8Array {
  const table: (Uint8Array | undefined)[] = [];
  return (token) => {
    if (token >= eot) return NO_BYTES;
    const known = table[token];
    if (known !== undefined) return known;
    const bytes = unspellBytes(entries[token] ?? '') ?? NO_BYTES;
    table[token] = bytes;
    return bytes;
  };
}

function createVocabulary(
  entries: readonly (string | undefined)[],
  eot: number,
): ReadonlyMap<string, number> {
  const vocabulary = new Map<string, number>();
  for (const [token, entry] of entries.slice(0, eot).entries()) {
    if (entry !== undefined) vocabulary.set(entry, token);
  }
  return vocabulary;
}
