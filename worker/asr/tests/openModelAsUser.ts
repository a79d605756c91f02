/**
 * Opens the model in a folder and prints `ok`, or the error, as JSON. The owner of all files may do anything: run by that
 * one, it becomes somebody else first. Arguments: the folder, an empty one.
 */
import { openSession } from '../../inference/openSession.ts';
import { serializeError } from '../../contract/index.ts';
import { openModelCache } from '../../models/cache/modelCache.ts';
import { createModelStore } from '../../models/modelStore.ts';
import { createRecognizer } from '../createRecognizer.ts';
import { describeModel } from '../describeModel.ts';

const NOBODY = 65_534;

const [modelFolder = '', dataDir = ''] = process.argv.slice(2);
if (process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
}
const store = createModelStore({
  bundledDir: dataDir,
  describe: describeModel,
  cache: openModelCache({ dataDir, environment: {}, setting: () => null }),
  endpoint: () => new URL('https://hub.example'),
  folders: () => [modelFolder],
  isQuarantined: () => false,
});
try {
  await store.list();
  const model = await store.resolve(modelFolder, 'asr');
  await store.fingerprint(model);
  const options = {
    modelFolder: model.folder,
    dtype: 'auto',
    device: 'cpu',
    threads: 1,
    openSession,
  } as const;
  const recognizer = await createRecognizer(options);
  await recognizer.close();
  process.stdout.write('"ok"');
} catch (error) {
  process.stdout.write(JSON.stringify(serializeError(error)));
}
