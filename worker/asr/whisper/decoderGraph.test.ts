import { describe, expect, it } from 'vitest';
import type { Session, TensorMetadata } from '../../inference/session.ts';
import { cachePlaces, createDecoderFeeds, readDecoderGraph, type DecoderRole } from './decoderGraph.ts';
import type { WhisperConfig } from './modelConfig.ts';

const CONFIG = { dModel: 8, decoderLayers: 1, decoderHeads: 2, vocabSize: 10 } as WhisperConfig;

describe('readDecoderGraph', () => {
  it('finds the optional inputs and outputs', () => {
    const graph = read('merged', describeMerged());
    expect([...graph.past.keys()]).toEqual(cachePlaces(CONFIG));
    expect(graph).toMatchObject({ hasSwitch: true, hasPositions: false });
    expect([...graph.attentions]).toEqual([[0, 'cross_attentions.0']]);
    expect(graph.states?.name).toBe('encoder_hidden_states');
  });

  it.each<[string, DecoderRole, (parts: GraphParts) => void]>([
    ['input_ids', 'merged', ({ inputs }) => inputs.delete('input_ids')],
    ['encoder_hidden_states', 'merged', ({ inputs }) => inputs.delete('encoder_hidden_states')],
    ['logits', 'merged', ({ outputs }) => outputs.delete('logits')],
    ['logits', 'merged', ({ outputs }) => outputs.set('logits', ['batch', 'length', 9])],
    ['present.0.encoder.key', 'merged', ({ outputs }) => outputs.delete('present.0.encoder.key')],
    ['present.0.decoder.key', 'step', ({ outputs }) => outputs.delete('present.0.decoder.key')],
    [
      'past_key_values.0.decoder.value',
      'step',
      ({ inputs }) => inputs.delete('past_key_values.0.decoder.value'),
    ],
    [
      'past_key_values.0.decoder.key',
      'merged',
      ({ inputs }) => inputs.set('past_key_values.0.decoder.key', ['b', 3, 'p', 4]),
    ],
    [
      'past_key_values.0.decoder.key',
      'merged',
      ({ inputs }) => inputs.set('past_key_values.0.decoder.key', ['b', 2, 'p', 5]),
    ],
    [
      'past_key_values',
      'merged',
      ({ inputs }) => inputs.set('past_key_values.1.decoder.key', ['b', 2, 'p', 4]),
    ],
    ['attention_mask', 'merged', ({ inputs }) => inputs.set('attention_mask', ['b', 'p'])],
  ])('names %s of a %s decoder as what does not fit', (name, role, change) => {
    const parts = describeMerged();
    change(parts);
    expect(() => read(role, parts)).toThrowError(
      expect.objectContaining({
        code: 'model-incompatible',
        details: expect.objectContaining({ file: 'decoder.onnx', name }) as unknown,
      }) as Error,
    );
  });

  it('asks less of a step decoder', () => {
    const parts = describeMerged();
    for (const name of ['encoder_hidden_states', 'use_cache_branch']) parts.inputs.delete(name);
    for (const name of ['present.0.encoder.key', 'present.0.encoder.value']) parts.outputs.delete(name);
    expect(read('step', parts)).toMatchObject({ states: null, hasSwitch: false });
  });
});

describe('createDecoderFeeds', () => {
  const call = { tokens: [1, 2, 3, 4], lanes: 2, position: 0, states: null, cache: null };

  it('feeds an empty cache and closes the cache branch for a prompt', () => {
    const feeds = createDecoderFeeds(read('merged', describeMerged()), call, CONFIG);
    expect(feeds['input_ids']).toEqual({
      type: 'int64',
      dims: [2, 2],
      data: BigInt64Array.of(1n, 2n, 3n, 4n),
    });
    expect(feeds['use_cache_branch']?.data).toEqual(Uint8Array.of(0));
    expect(feeds['past_key_values.0.decoder.key']).toEqual({
      type: 'float32',
      dims: [2, 2, 0, 4],
      data: new Float32Array(0),
    });
  });

  it('feeds one position of encoder states that a step does not read, or as many as the graph insists on', () => {
    const parts = describeMerged();
    const step = { ...call, cache: {}, position: 2 };
    expect(createDecoderFeeds(read('merged', parts), step, CONFIG)['encoder_hidden_states']?.dims).toEqual([
      2, 1, 8,
    ]);
    parts.inputs.set('encoder_hidden_states', ['batch', 1500, 8]);
    const fixed = createDecoderFeeds(read('merged', parts), step, CONFIG);
    expect(fixed['encoder_hidden_states']?.dims).toEqual([2, 1500, 8]);
    expect(fixed['use_cache_branch']?.data).toEqual(Uint8Array.of(1));
  });

  it('tells the positions of the tokens to graphs that ask for them', () => {
    const parts = describeMerged();
    parts.inputs.set('cache_position', ['length']);
    const feeds = createDecoderFeeds(read('merged', parts), { ...call, position: 5 }, CONFIG);
    expect(feeds['cache_position']).toEqual({ type: 'int64', dims: [2], data: BigInt64Array.of(5n, 6n) });
  });
});

type Shape = readonly (number | string)[];

interface GraphParts {
  readonly inputs: Map<string, Shape>;
  readonly outputs: Map<string, Shape>;
}

/** A merged decoder of one layer with two heads of four. */
function describeMerged(): GraphParts {
  const cache = (prefix: string): [string, Shape][] =>
    cachePlaces(CONFIG).map((place) => [`${prefix}.${place}`, ['batch', 2, 'positions', 4]]);
  return {
    inputs: new Map<string, Shape>([
      ['input_ids', ['batch', 'length']],
      ['encoder_hidden_states', ['batch', 'frames', 8]],
      ['use_cache_branch', [1]],
      ...cache('past_key_values'),
    ]),
    outputs: new Map<string, Shape>([
      ['logits', ['batch', 'length', 10]],
      ...cache('present'),
      ['cross_attentions.0', ['batch', 2, 'length', 'frames']],
    ]),
  };
}

function read(role: DecoderRole, { inputs, outputs }: GraphParts) {
  const list = (parts: Map<string, Shape>): TensorMetadata[] =>
    [...parts].map(([name, shape]) => ({ name, shape, type: 'float32' }));
  const session: Session = {
    device: 'cpu',
    inputs: list(inputs),
    outputs: list(outputs),
    run: () => Promise.reject(new Error('This graph is never run.')),
    release: () => Promise.resolve(),
  };
  return readDecoderGraph(session, 'decoder.onnx', role, CONFIG);
}
