export interface WordTokens {
  /** With leading space where there is one; together they are the whole text. */
  readonly words: readonly string[];
  /** Tokens of each word; together they are all tokens, in order. */
  readonly tokenGroups: readonly (readonly number[])[];
}

/** Written without spaces; openai/whisper tokenizer.py, split_to_word_tokens. */
const LANGUAGES_WITHOUT_SPACES: ReadonlySet<string> = new Set(['zh', 'ja', 'th', 'lo', 'my', 'yue']);

/** Python's `string.punctuation`, of which the reference takes any substring for punctuation. */
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

const REPLACEMENT = '\uFFFD';

/**
 * Groups text tokens into words (openai/whisper tokenizer.py): at spaces and punctuation, or, in languages without
 * spaces, wherever the bytes so far are whole characters. Bytes of one character always stay together.
 */
export function splitToWords(
  tokens: readonly number[],
  language: string,
  decode: (tokens: readonly number[]) => string,
): WordTokens {
  const characters = splitOnCharacters(tokens, decode);
  return LANGUAGES_WITHOUT_SPACES.has(language) ? characters : joinAtSpaces(characters);
}

function splitOnCharacters(
  tokens: readonly number[],
  decode: (tokens: readonly number[]) => string,
): WordTokens {
  const whole = decode(tokens);
  const words: string[] = [];
  const tokenGroups: number[][] = [];
  let group: number[] = [];
  let offset = 0;
  for (const [index, token] of tokens.entries()) {
    group.push(token);
    const text = decode(group);
    const broken = text.indexOf(REPLACEMENT);
    // A replacement character that is also in the whole text is not waiting for more bytes: they never come.
    if (broken < 0 || whole.charAt(offset + broken) === REPLACEMENT || index === tokens.length - 1) {
      words.push(text);
      tokenGroups.push(group);
      offset += text.length;
      group = [];
    }
  }
  return { words, tokenGroups };
}

function joinAtSpaces(characters: WordTokens): WordTokens {
  const words: string[] = [];
  const tokenGroups: number[][] = [];
  for (const [index, text] of characters.words.entries()) {
    const group = characters.tokenGroups[index] ?? [];
    const last = words.length - 1;
    if (last < 0 || text.startsWith(' ') || PUNCTUATION.includes(text.trim())) {
      words.push(text);
      tokenGroups.push([...group]);
    } else {
      words[last] = (words[last] ?? '') + text;
      tokenGroups[last]?.push(...group);
    }
  }
  return { words, tokenGroups };
}
