/**
 * What Whisper writes where nobody speaks: the closing words and credits of the subtitled videos it was trained with.
 * Collected from openai/whisper discussions 679 and 928 and from Barański et al., "Investigation of Whisper ASR
 * Hallucinations Induced by Non-Speech Audio" (2025). Lower case, without punctuation.
 *
 * Only whole segments are compared, and only with other evidence of silence: people do say most of these.
 */
const PHRASES: readonly string[] = [
  'thank you',
  'thank you very much',
  'thank you so much',
  'thanks for watching',
  'thank you for watching',
  'thank you so much for watching',
  'thanks for listening',
  'please subscribe',
  'please subscribe to my channel',
  'like and subscribe',
  'see you next time',
  'see you in the next video',
  'bye',
  'bye bye',
  'you',
  'so',
  'oh',
  'the',
  'subtitles by the amara org community',
  'transcription by castingwords',
  'untertitel der amara org community',
  'untertitel im auftrag des zdf für funk 2017',
  'vielen dank fürs zuschauen',
  'vielen dank',
  'sous titres réalisés par la communauté d amara org',
  'sous titres réalisés para la communauté d amara org',
  'merci d avoir regardé cette vidéo',
  'subtítulos realizados por la comunidad de amara org',
  'subtítulos por la comunidad de amara org',
  'gracias por ver el video',
  'legendas pela comunidade amara org',
  'sottotitoli creati dalla comunità amara org',
  'sottotitoli e revisione a cura di qtss',
  'ondertitels ingediend door de amara org gemeenschap',
  'ondertiteld door de amara org gemeenschap',
  'napisy stworzone przez społeczność amara org',
  'субтитры сделал dimatorzok',
  'субтитры создавал dimatorzok',
  'субтитры подогнал симон',
  'продолжение следует',
  'altyazı m k',
  'abone olmayı unutmayın',
  'ご視聴ありがとうございました',
  '次の動画でお会いしましょう',
  '시청해주셔서 감사합니다',
  '請不吝點贊 訂閱 轉發 打賞支持明鏡與點點欄目',
  '字幕由 amara org 社群提供',
];

const known: ReadonlySet<string> = new Set(PHRASES);

/** Whether the whole text is a phrase that Whisper is known to make up; case and punctuation do not matter. */
export function isKnownPhrase(text: string): boolean {
  return known.has(normalizePhrase(text));
}

/** Lower case, words separated by single spaces, no punctuation or symbols. */
export function normalizePhrase(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}
