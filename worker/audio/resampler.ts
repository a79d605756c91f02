import { AV_CHANNEL_ORDER_UNSPEC, AVERROR_ENOMEM, type AVSampleFormat } from 'node-av/constants';
import { avGetSampleFmtName, Filter, FilterGraph, Frame, type FilterContext } from 'node-av/lib';
import { AppError } from '../contract/index.ts';
import { SAMPLE_RATE } from './audioBlock.ts';
import { channelPlans, type ChannelPlan } from './channelPlan.ts';

/** Turns decoded frames of one format into tracks of 16 kHz samples, through one FFmpeg filter graph. */
export interface Resampler {
  readonly trackCount: 1 | 2;
  /** The input's rate: samples per second. */
  readonly sampleRate: number;
  /** True if the frame is of the format this resampler was made for. */
  accepts(frame: Frame): boolean;
  /** Takes the frame's data over. */
  push(frame: Frame): void;
  /** No frames follow: the rest becomes available to `pull`. */
  finish(): void;
  /** Moves to the next output, of at most a second: its length in samples, 0 if there is none yet. */
  pull(): number;
  /** The tracks of the output that `pull` moved to. */
  read(): Float32Array[];
  free(): void;
}

interface Graph {
  readonly graph: FilterGraph;
  readonly source: FilterContext;
  readonly sink: FilterContext;
}

/**
 * Null if FFmpeg has no way to convert the frame's format. Uses the resampler's defaults (as Whisper's own loader
 * does), and weights that sum to at most 1, so that mixing cannot clip.
 */
export function createResampler(first: Frame, channels: 'mix' | 'split'): Resampler | null {
  for (const plan of channelPlans(first.channelLayout, channels)) {
    const graph = configureGraph(first, plan);
    if (graph !== null) return resamplerOf(graph, plan, first);
  }
  return null;
}

function resamplerOf({ graph, source, sink }: Graph, plan: ChannelPlan, first: Frame): Resampler {
  const { sampleRate, channels, format } = first;
  const unspecifiedLayout = { nbChannels: channels, order: AV_CHANNEL_ORDER_UNSPEC, mask: 0n };
  const output = new Frame();
  output.alloc();
  return {
    trackCount: plan.trackCount,
    sampleRate,
    accepts: (frame) =>
      frame.sampleRate === sampleRate && frame.channels === channels && frame.format === format,
    push(frame) {
      // A frame without a layout takes the one the graph was told.
      if (plan.relabel) frame.channelLayout = unspecifiedLayout;
      checkMemory(source.buffersrcAddFrameSync(frame));
      frame.unref();
    },
    finish() {
      checkMemory(source.buffersrcAddFrameSync(null));
    },
    pull() {
      output.unref();
      return sink.buffersinkGetFrameSync(output) < 0 ? 0 : output.nbSamples;
    },
    read: () => deinterleave(output.toBuffer(), plan.trackCount),
    free() {
      output.free();
      graph.free();
    },
  };
}

function configureGraph(frame: Frame, plan: ChannelPlan): Graph | null {
  const graph = new FilterGraph();
  graph.alloc();
  graph.nbThreads = 1;
  const chain = connect(graph, filterChain(frame, plan));
  if (chain === null || graph.configSync() < 0) {
    graph.free();
    return null;
  }
  return { graph, ...chain };
}

type FilterCall = readonly [name: string, args: string | null];

function filterChain(frame: Frame, plan: ChannelPlan): readonly FilterCall[] {
  const inputRate = String(frame.sampleRate);
  const outputRate = String(SAMPLE_RATE);
  const inputFormat = avGetSampleFmtName(frame.format as AVSampleFormat) ?? '';
  return [
    [
      'abuffer',
      `time_base=1/${inputRate}:sample_rate=${inputRate}:sample_fmt=${inputFormat}:channel_layout=${plan.inputLayout}`,
    ],
    ...(plan.pan === null ? [] : [['pan', plan.pan] as const]),
    ['aresample', `${outputRate}:rematrix_maxval=1`],
    ['aformat', `sample_fmts=flt:sample_rates=${outputRate}:channel_layouts=${plan.outputLayout}`],
    ['asetnsamples', `n=${outputRate}:p=0`],
    ['abuffersink', null],
  ];
}

function connect(graph: FilterGraph, calls: readonly FilterCall[]): Omit<Graph, 'graph'> | null {
  const contexts: FilterContext[] = [];
  for (const [name, args] of calls) {
    const context = createFilter(graph, name, args);
    const previous = contexts.at(-1);
    if (context === null || (previous !== undefined && previous.link(0, context, 0) < 0)) return null;
    contexts.push(context);
  }
  const source = contexts[0];
  const sink = contexts.at(-1);
  return source === undefined || sink === undefined ? null : { source, sink };
}

/** node-av throws where FFmpeg refuses the arguments, such as a channel layout that contradicts itself. */
function createFilter(graph: FilterGraph, name: string, args: string | null): FilterContext | null {
  const filter = Filter.getByName(name);
  try {
    return filter === null ? null : graph.createFilter(filter, name, args);
  } catch {
    return null;
  }
}

function checkMemory(code: number): void {
  if (code === AVERROR_ENOMEM) throw new AppError('out-of-memory', 'Not enough memory to convert audio.');
}

/**
 * Full scale is 1; floats may go beyond. Whisper hears 80 dB below the loudest sound of a window: one damaged sample much
 * louder than this, and the speech around it is lost. Quiet speech is at -40 dB, so that 40 dB above are left.
 */
const LOUDEST_SAMPLE = 100;

/** Copies out of FFmpeg's memory. Samples that are no numbers (a damaged float file) become silence. */
function deinterleave(bytes: Buffer, trackCount: number): Float32Array[] {
  const interleaved = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const length = interleaved.length / trackCount;
  return Array.from({ length: trackCount }, (_, track) => {
    const samples = new Float32Array(length);
    for (let index = 0; index < length; index += 1) {
      const value = interleaved[index * trackCount + track] ?? 0;
      samples[index] = Math.abs(value) <= LOUDEST_SAMPLE ? value : limitSample(value);
    }
    return samples;
  });
}

function limitSample(value: number): number {
  return Number.isFinite(value) ? Math.sign(value) * LOUDEST_SAMPLE : 0;
}
