import { GraphEditor } from '../../../inference/onnx/graphEditor.ts';
import type { OnnxModel } from '../../../inference/onnx/onnxModel.ts';
import type { WrittenModel } from '../../../inference/onnx/writeOnnxModel.ts';
import type { WhisperConfig } from '../modelConfig.ts';
import { addLogMel } from './addLogMel.ts';
import { traceAttentions, type TracedAttention } from './attentionTrace.ts';
import { addEncoderAttention, encoderBlockRows } from './encoderAttention.ts';

/** The matrix of a Fourier transform grows with the square of its length; all known models have 400. */
const MAX_FFT = 1024;

/**
 * The encoder from samples on (`addLogMel`), with attentions that never hold all scores of a layer (69 MiB for Whisper
 * base). Returns null where the graph is not a Whisper encoder in float32.
 */
export function rewriteEncoder(
  model: OnnxModel,
  sourceFolder: string,
  config: WhisperConfig,
): WrittenModel | null {
  if (config.nFft > MAX_FFT) return null;
  const { graph, irVersion, opsets } = model;
  const editor = new GraphEditor(graph, opsets.get('') ?? 0);
  const attentions = traceAttentions(editor);
  if (attentions === null || attentions.length !== config.encoderLayers) return null;
  const isQuantized = editor.nodes('DynamicQuantizeLinear').length > 0;
  const rows = isQuantized ? encoderBlockRows(config) : null;
  for (const [layer, attention] of attentions.entries()) {
    if (attention.isMasked) return null;
    const mixed =
      rows === null
        ? addPlainAttention(editor, attention, config)
        : addEncoderAttention(editor, attention, layer, rows, config);
    editor.replaceUses(attention.result, mixed);
  }
  const { features, input } = addLogMel(editor, config);
  editor.replaceUses('input_features', features);
  const { dModel, maxSourcePositions } = config;
  const output = {
    name: 'last_hidden_state',
    type: 'float32',
    shape: ['batch', maxSourcePositions, dModel],
  } as const;
  return {
    irVersion,
    opsets,
    graph: editor.select([output.name], new Set([input.name])),
    inputs: [input],
    outputs: [output],
    sourceFolder,
  };
}

/** One operator of the runtime, which works in blocks. */
function addPlainAttention(
  editor: GraphEditor,
  { query, key, value, scale }: TracedAttention,
  { encoderHeads }: WhisperConfig,
): string {
  const inputs = [query.value, key.value, value.value];
  const attributes = { num_heads: encoderHeads, scale: { float: query.scale * key.scale * scale } };
  return editor.add('com.microsoft.MultiHeadAttention', inputs, attributes);
}
