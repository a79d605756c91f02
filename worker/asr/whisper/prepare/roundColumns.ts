import type { GraphEditor } from '../../../inference/onnx/graphEditor.ts';

/**
 * [batch, heads, rows, columns] to int8 from -`max` to `max`, with a scale for each column, [batch, heads, 1, columns],
 * named `scaleName`.
 */
export function roundColumns(editor: GraphEditor, matrix: string, scaleName: string, max = 127): string {
  const largest = editor.reduceMax(editor.add('Abs', [matrix]), 2);
  // A column of zeros keeps a scale that can be divided by.
  const inputs = [editor.add('Max', [largest, editor.float(1e-20)]), editor.float(1 / max)];
  const scale = editor.add('Mul', inputs, {}, scaleName);
  const zero = editor.constant('zero', 'int8', [], Uint8Array.of(0));
  // Rounds and changes the type in one pass.
  return editor.add('QuantizeLinear', [editor.add('Div', [matrix, scale]), editor.float(1), zero]);
}
