/**
 * What Whisper writes where nobody speaks: closing words and credits of the subtitled videos it was trained with.
 * Collected from openai/whisper discussions 679 and 928; that a short list covers most of what is made up is the finding
 * of Barański et al., "Investigation of Whisper ASR Hallucinations Induced by Non-Speech Audio" (2025). Lower case,
 * without punctuation.
 *
 * They are compared with whole segments, and only where there is other evidence of silence: people say most of them.
 */
const PHRASES: ReadonlySet<string> = new Set([
  'bye',
  'please subscribe',
  'thank you',
  'thank you for watching',
  'thank you so much for watching',
  'thank you very much',
  'thanks for watching',
  'you',
  'abone olmayı unutmayın',
  'gracias por ver el video',
  'merci d avoir regardé cette vidéo',
  'vielen dank fürs zuschauen',
  'продолжение следует',
  'ご視聴ありがとうございました',
  '次の動画でお会いしましょう',
  '시청해주셔서 감사합니다',
]);

/** Names that appear in the credits of subtitles and give away the whole segment. Sources as above. */
const CREDITS: readonly string[] = [
  'amara org',
  'dimatorzok',
  'a cura di qtss',
  'im auftrag des zdf',
  'sous titrage st 501',
  '明鏡與點點',
];

/** Whether the whole text is something that Whisper is known to make up; case and punctuation do not matter. */
export function isKnownPhrase(text: string): boolean {
  const phrase = normalizePhrase(text);
  return PHRASES.has(phrase) || CREDITS.some((credit) => phrase.includes(credit));
}

/** Lower case, words separated by single spaces, no punctuation or symbols. */
export function normalizePhrase(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}
