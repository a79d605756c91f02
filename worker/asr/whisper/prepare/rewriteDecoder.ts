import { GraphEditor } from '../../../inference/onnx/graphEditor.ts';
import { readGraphAttribute, type OnnxGraph, type OnnxModel } from '../../../inference/onnx/onnxModel.ts';
import type { OnnxValue, WrittenModel } from '../../../inference/onnx/writeOnnxModel.ts';
import type { WhisperConfig } from '../modelConfig.ts';
import { traceAttentions, type TracedAttention } from './attentionTrace.ts';
import { addCrossAttention } from './crossAttention.ts';
import { addCrossStorage, crossValues } from './crossStorage.ts';
import { splitHeads } from './splitHeads.ts';

export interface RewrittenDecoder {
  /** `encoder_hidden_states` -> what `crossValues` lists. */
  readonly cross: WrittenModel;
  /** Prompts and steps in one; its inputs and outputs are those that `preparedDecoder.ts` names. */
  readonly decoder: WrittenModel;
}

/**
 * Makes two graphs of an exported decoder that takes prompts (a merged one, or the first of split ones):
 *
 * - the projections of cross-attention keys and values, which are the same for all tokens of a chunk;
 * - everything else, for prompts and steps alike. It takes the positions of its tokens and a mask, reads the past from
 *   a cache that may be longer than the past, and returns keys and values of the new positions only.
 *
 * Returns null where the graph is something else.
 */
export function rewriteDecoder(
  model: OnnxModel,
  sourceFolder: string,
  config: WhisperConfig,
): RewrittenDecoder | null {
  const flat = flattenDecoder(model.graph);
  if (flat === null) return null;
  const editor = new GraphEditor(flat.graph, model.opsets.get('') ?? 0);
  const attentions = traceAttentions(editor);
  if (attentions === null || attentions.length !== config.decoderLayers * 2) return null;
  const isCross = ({ key }: TracedAttention): boolean => !reachesInput(editor, key.value, 'input_ids');
  const crossAttentions = attentions.filter(isCross);
  const selfAttentions = attentions.filter((attention) => !isCross(attention));
  if (crossAttentions.length !== config.decoderLayers || !setPositions(editor, config)) return null;

  const shared = { irVersion: model.irVersion, opsets: model.opsets, sourceFolder };
  const switches = flat.graph.inputs.includes('use_cache_branch') ? addSwitch(editor) : null;
  if (switches !== null) editor.replaceUses('use_cache_branch', switches);

  const outputs: OnnxValue[] = [];
  const shape = editor.add('Shape', ['past.0.key']);
  const capacity = editor.add('Slice', [shape, editor.integers(2), editor.integers(3)]);
  for (const [layer, attention] of selfAttentions.entries()) {
    outputs.push(...replaceSelfAttention(editor, attention, layer, capacity, config));
  }
  const isQuantized = editor.nodes('DynamicQuantizeLinear').length > 0;
  const crossOutputs: OnnxValue[] = [];
  for (const [layer, attention] of crossAttentions.entries()) {
    const { weights } = replaceCrossAttention(editor, attention, layer, config, !isQuantized);
    addCrossStorage(editor, attention.key.value, attention.value.value, layer, config);
    crossOutputs.push(...crossValues(layer, config));
    if (!flat.outputs.has(`cross_attentions.${layer}`)) continue;
    const name = editor.add('Identity', [weights], {}, `prepared.cross_attentions.${layer}`);
    const shape = ['batch', config.decoderHeads, 'length', config.maxSourcePositions];
    outputs.push({ name, type: 'float32', shape });
  }
  const logits = flat.outputs.get('logits');
  if (logits === undefined) return null;
  const name = editor.add('Identity', [logits], {}, 'prepared.logits');
  outputs.unshift({ name, type: 'float32', shape: ['batch', 'length', config.vocabSize] });
  outputs.push(...addTextSummary(editor, logits, config));

  const states = {
    name: 'encoder_hidden_states',
    type: 'float32',
    shape: ['batch', config.maxSourcePositions, config.dModel],
  } as const;
  return {
    cross: write([states], crossOutputs),
    decoder: write([...decoderInputs(config), ...crossOutputs], outputs),
  };

  function write(inputs: readonly OnnxValue[], written: readonly OnnxValue[]): WrittenModel {
    const names = written.map(({ name }) => name);
    const graph = editor.select(names, new Set(inputs.map(({ name }) => name)));
    return { ...shared, graph, inputs, outputs: written };
  }
}

/** The part of a decoder that runs prompts: the half of a merged one's `If` that uses no cache, or all of it. */
function flattenDecoder(
  graph: OnnxGraph,
): { readonly graph: OnnxGraph; readonly outputs: ReadonlyMap<string, string> } | null {
  const choice = graph.nodes.find(
    ({ operator, inputs }) => operator === 'If' && inputs[0] === 'use_cache_branch',
  );
  if (choice === undefined) return { graph, outputs: new Map(graph.outputs.map((name) => [name, name])) };
  const branch = readGraphAttribute(choice, 'else_branch');
  if (branch === null) return null;
  const outer = graph.nodes.filter((node) => node !== choice);
  return {
    graph: {
      nodes: [...outer, ...branch.nodes],
      initializers: new Map([...graph.initializers, ...branch.initializers]),
      inputs: graph.inputs,
      outputs: branch.outputs,
    },
    outputs: new Map(choice.outputs.map((name, index) => [name, branch.outputs[index] ?? ''])),
  };
}

/** A merged decoder of one piece then does what it does for a prompt. */
function addSwitch(editor: GraphEditor): string {
  return editor.constant('no_cache', 'bool', [1], Uint8Array.of(0));
}

/** Whether a value is made of a graph input. */
function reachesInput(editor: GraphEditor, from: string, input: string): boolean {
  const seen = new Set<string>();
  const waiting = [from];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (value === input) return true;
    if (seen.has(value)) continue;
    seen.add(value);
    waiting.push(...(editor.producer(value)?.inputs ?? []));
  }
  return false;
}

/** Makes the position embeddings those of the input `positions`; false unless there is one place that looks them up. */
function setPositions(editor: GraphEditor, config: WhisperConfig): boolean {
  const lookUps = [...editor.nodes('Gather'), ...editor.nodes('Slice')].filter((node) => {
    const dims = editor.initializer(traceTable(editor, node.inputs[0] ?? ''))?.dims;
    return dims?.length === 2 && dims[0] === config.maxTargetPositions && dims[1] === config.dModel;
  });
  const [lookUp] = lookUps;
  if (lookUp === undefined || lookUps.length !== 1) return false;
  const [table = ''] = lookUp.inputs;
  editor.replaceUses(lookUp.outputs[0] ?? '', editor.add('Gather', [table, 'positions'], { axis: 0 }));
  return true;
}

/** Back to a table of weights past changes of its type. */
function traceTable(editor: GraphEditor, from: string): string {
  let value = from;
  for (;;) {
    const node = editor.producer(value);
    if (node === undefined || !TYPE_CHANGES.has(node.operator)) return value;
    value = node.inputs[0] ?? '';
  }
}

const TYPE_CHANGES: ReadonlySet<string> = new Set(['Cast', 'DequantizeLinear', 'Identity']);

/**
 * Self-attention over the cache and the new positions without putting them together: the scores of both are joined,
 * which are far smaller than keys and values.
 */
function replaceSelfAttention(
  editor: GraphEditor,
  { query, key, value, scale, result }: TracedAttention,
  layer: number,
  capacity: string,
  config: WhisperConfig,
): OnnxValue[] {
  const { decoderHeads, dModel } = config;
  const toHeads = (from: string, name?: string): string =>
    editor.add('Transpose', [splitHeads(editor, from, decoderHeads, dModel)], { perm: [0, 2, 1, 3] }, name);
  const score = (keys: string): string =>
    editor.add('com.microsoft.FusedMatMul', [queries, keys], { transB: 1 });
  const queries = toHeads(scaled(editor, query.value, query.scale * key.scale * scale));
  const newKeys = toHeads(key.value, `new.${layer}.key`);
  const newValues = toHeads(value.value, `new.${layer}.value`);
  const [pastKeys, pastValues] = [`past.${layer}.key`, `past.${layer}.value`];
  const scores = editor.add('Concat', [score(pastKeys), score(newKeys)], { axis: 3 });
  const weights = editor.add('Softmax', [editor.add('Add', [scores, 'mask'])], { axis: -1 });
  const axis = editor.integers(3);
  const pastWeights = editor.add('Slice', [weights, editor.integers(0), capacity, axis]);
  const newWeights = editor.add('Slice', [weights, capacity, editor.integers(2 ** 31), axis]);
  const mixed = editor.add('Add', [
    editor.add('MatMul', [pastWeights, pastValues]),
    editor.add('MatMul', [newWeights, newValues]),
  ]);
  editor.replaceUses(result, joinHeads(editor, mixed, config));
  const shape = ['batch', config.decoderHeads, 'length', config.dModel / config.decoderHeads];
  return [
    { name: `new.${layer}.key`, type: 'float32', shape },
    { name: `new.${layer}.value`, type: 'float32', shape },
  ];
}

function replaceCrossAttention(
  editor: GraphEditor,
  { query, key, scale, result }: TracedAttention,
  layer: number,
  config: WhisperConfig,
  exact: boolean,
): { readonly weights: string } {
  const { decoderHeads, dModel } = config;
  const scaledQuery = scaled(editor, query.value, query.scale * key.scale * scale);
  const queries = splitHeads(editor, scaledQuery, decoderHeads, dModel);
  const heads = editor.add('Transpose', [queries], { perm: [0, 2, 1, 3] });
  const { mixed, weights } = addCrossAttention(editor, heads, layer, config, exact);
  editor.replaceUses(result, joinHeads(editor, mixed, config));
  return { weights };
}

function scaled(editor: GraphEditor, value: string, scale: number): string {
  return scale === 1 ? value : editor.add('Mul', [value, editor.float(scale)]);
}

/** [batch, heads, positions, head size] -> [batch, positions, dModel]. */
function joinHeads(editor: GraphEditor, value: string, { dModel }: WhisperConfig): string {
  const turned = editor.add('Transpose', [value], { perm: [0, 2, 1, 3] });
  return editor.add('Reshape', [turned, editor.integers(0, -1, dModel)]);
}

function decoderInputs({ decoderLayers, decoderHeads, dModel }: WhisperConfig): OnnxValue[] {
  const shape = ['batch', decoderHeads, 'capacity', dModel / decoderHeads];
  return [
    { name: 'input_ids', type: 'int64', shape: ['batch', 'length'] },
    { name: 'positions', type: 'int64', shape: ['length'] },
    { name: 'mask', type: 'float32', shape: ['length', 'seen'] },
    { name: 'text_mask', type: 'float32', shape: ['vocabulary'] },
    ...Array.from({ length: decoderLayers }, (_, layer): OnnxValue[] => [
      { name: `past.${layer}.key`, type: 'float32', shape },
      { name: `past.${layer}.value`, type: 'float32', shape },
    ]).flat(),
  ];
}

/**
 * The likeliest text token, its logit and its probability among text tokens, and the logits from the end of text on:
 * all that greedy decoding asks for, a thirtieth of the logits. `text_mask` is added to the logits and leaves out what
 * is not text.
 */
function addTextSummary(editor: GraphEditor, logits: string, { eot, vocabSize }: WhisperConfig): OnnxValue[] {
  const masked = editor.add('Add', [logits, 'text_mask']);
  const token = editor.add('ArgMax', [masked], { axis: 2, keepdims: 1 }, 'text.token');
  editor.add('GatherElements', [masked, token], { axis: 2 }, 'text.logit');
  const probabilities = editor.add('Softmax', [masked], { axis: 2 });
  editor.add('GatherElements', [probabilities, token], { axis: 2 }, 'text.probability');
  editor.add(
    'Slice',
    [logits, editor.integers(eot), editor.integers(vocabSize), editor.integers(2)],
    {},
    'text.rest',
  );
  return [
    { name: token, type: 'int64', shape: ['batch', 'length', 1] },
    { name: 'text.logit', type: 'float32', shape: ['batch', 'length', 1] },
    { name: 'text.probability', type: 'float32', shape: ['batch', 'length', 1] },
    { name: 'text.rest', type: 'float32', shape: ['batch', 'length', vocabSize - eot] },
  ];
}
