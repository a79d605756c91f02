import type { GraphEditor } from '../../../inference/onnx/graphEditor.ts';
import type { WhisperConfig } from '../modelConfig.ts';

/** [batch, positions, dModel] -> [batch, positions, heads, head size]. */
export function splitHeads(
  editor: GraphEditor,
  value: string,
  { decoderHeads, dModel }: WhisperConfig,
): string {
  return editor.add('Reshape', [value, editor.integers(0, -1, decoderHeads, dModel / decoderHeads)]);
}
