import { GraphEditor } from '../../../inference/onnx/graphEditor.ts';
import type { OnnxModel } from '../../../inference/onnx/onnxModel.ts';
import type { WrittenModel } from '../../../inference/onnx/writeOnnxModel.ts';
import type { WhisperConfig } from '../modelConfig.ts';
import { addLogMel } from './addLogMel.ts';
import { traceAttentions } from './attentionTrace.ts';

/** The matrix of a Fourier transform grows with the square of its length; all known models have 400. */
const MAX_FFT = 1024;

/**
 * The encoder from samples on (`addLogMel`), with each attention as one operator of ONNX Runtime, which works in blocks and
 * never holds all scores of a layer (69 MiB for Whisper base). Returns null where the graph is not a Whisper encoder in float32.
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
  for (const { query, key, value, scale, isMasked, result } of attentions) {
    if (isMasked) return null;
    const inputs = [query.value, key.value, value.value];
    const attributes = {
      num_heads: config.encoderHeads,
      scale: { float: query.scale * key.scale * scale },
    };
    editor.replaceUses(result, editor.add('com.microsoft.MultiHeadAttention', inputs, attributes));
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
