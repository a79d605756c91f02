import type { ModelStatus } from '../../contract/index.ts';
import type { Output } from '../ui/output.ts';

/** Says of a part of Earshot that it need not be downloaded; in JSON as of a model that was there already. */
export function reportBundledModel({ modelId, folder, sizeBytes }: ModelStatus, output: Output): void {
  output.note(`${modelId} comes with Earshot and is already there.`);
  // Such models have no commit.
  output.printJson({
    type: 'pulled',
    modelId,
    commit: '',
    folder,
    downloadedBytes: 0,
    reusedBytes: sizeBytes,
  });
}
