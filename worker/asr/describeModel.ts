import type { ModelCapabilities } from '../contract/index.ts';
import { listDtypes } from './whisper/modelFiles.ts';
import { loadWhisperConfig } from './whisper/modelConfig.ts';

/** What a model's files say it can do, without loading its graphs. Throws as `createRecognizer` does. */
export async function describeModel(modelFolder: string): Promise<ModelCapabilities> {
  const { isMultilingual, languages, translate } = await loadWhisperConfig(modelFolder);
  return {
    languages: isMultilingual ? [...languages.keys()] : ['en'],
    canTranslate: isMultilingual && translate !== null && languages.size > 1,
    dtypes: await listDtypes(modelFolder),
  };
}
