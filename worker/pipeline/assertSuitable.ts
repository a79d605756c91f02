import type { RecognizerInfo } from '../asr/recognizer.ts';
import { AppError, type TranscribeOptions } from '../contract/index.ts';

/**
 * Refuses, before anything is decoded, what the model cannot do. Translating with a model that knows only English is
 * the same as transcribing. Throws `model-unsuitable`.
 */
export function assertSuitable(
  { languages, canTranslate }: Pick<RecognizerInfo, 'languages' | 'canTranslate'>,
  { language, task, model }: Pick<TranscribeOptions, 'language' | 'task' | 'model'>,
): void {
  if (language !== 'auto' && !languages.includes(language)) {
    throw new AppError('model-unsuitable', 'The model does not know the language.', {
      details: { model, language },
    });
  }
  const isMultilingual = languages.some((known) => known !== 'en');
  if (task === 'translate' && isMultilingual && !canTranslate) {
    throw new AppError('model-unsuitable', 'The model cannot translate.', { details: { model } });
  }
}
