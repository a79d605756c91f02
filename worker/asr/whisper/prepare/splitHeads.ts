import type { GraphEditor } from '../../../inference/onnx/graphEditor.ts';

/** [batch, positions, dModel] -> [batch, positions, heads, head size]. */
export function splitHeads(editor: GraphEditor, value: string, heads: number, dModel: number): string {
  return editor.add('Reshape', [value, editor.integers(0, -1, heads, dModel / heads)]);
}
