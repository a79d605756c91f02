/** Of the languages in openai/whisper's `tokenizer.py`, those whose scripts run from right to left. */
const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(['ar', 'fa', 'he', 'ps', 'sd', 'ur', 'yi']);

/** The direction of a document in a Whisper language; left to right where the language is not known. */
export function getTextDirection(language: string | null): 'ltr' | 'rtl' {
  return language !== null && RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr';
}
