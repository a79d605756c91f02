import { AV_CHANNEL_ORDER_NATIVE } from 'node-av/constants';
import type { ChannelLayout } from 'node-av/lib';

/** How the channels of a stream become one or two tracks, in the words of FFmpeg's filters. */
export interface ChannelPlan {
  /** Layout the frames are declared to have. */
  readonly inputLayout: string;
  /** Frames say another layout, or none: they are relabelled before they enter the filters. */
  readonly relabel: boolean;
  /** Description of a `pan` filter to put first, or null where the resampler's own downmix is right. */
  readonly pan: string | null;
  readonly outputLayout: 'mono' | 'stereo';
  readonly trackCount: 1 | 2;
}

/** AV_CH_LAYOUT_MONO and AV_CH_LAYOUT_STEREO of FFmpeg. */
const LAYOUT_MASKS = { mono: 0x4n, stereo: 0x3n } as const;

/**
 * `mix` averages the channels of a stereo stream and uses FFmpeg's downmix for surround layouts (dialogue is in the
 * centre). `split` keeps left and right apart; a mono stream has one track either way; surround is first mixed to
 * stereo. Channels whose places are unknown or odd are averaged, for `split` the even ones to the left and the odd
 * ones to the right. Returns the plans to try in order: FFmpeg has no downmix for some layouts. Pure.
 */
export function channelPlans(layout: ChannelLayout, channels: 'mix' | 'split'): readonly ChannelPlan[] {
  const count = layout.nbChannels;
  const output =
    channels === 'mix' || count === 1
      ? ({ outputLayout: 'mono', trackCount: 1 } as const)
      : ({ outputLayout: 'stereo', trackCount: 2 } as const);
  if (count <= 2) {
    const inputLayout = count === 1 ? 'mono' : 'stereo';
    const relabel = layout.order !== AV_CHANNEL_ORDER_NATIVE || layout.mask !== LAYOUT_MASKS[inputLayout];
    return [{ inputLayout, relabel, pan: null, ...output }];
  }
  const byNumber: ChannelPlan = {
    inputLayout: `${String(count)}c`,
    relabel: true,
    pan:
      output.trackCount === 1
        ? `mono|c0=${average(count, 0, 1)}`
        : `stereo|c0=${average(count, 0, 2)}|c1=${average(count, 1, 2)}`,
    ...output,
  };
  if (layout.order !== AV_CHANNEL_ORDER_NATIVE) return [byNumber];
  const byPlace: ChannelPlan = {
    inputLayout: `0x${layout.mask.toString(16)}`,
    relabel: false,
    pan: null,
    ...output,
  };
  return [byPlace, byNumber];
}

function average(count: number, first: number, step: number): string {
  const indices = Array.from({ length: count }, (_, index) => index).filter(
    (index) => index % step === first,
  );
  return indices.map((index) => `${(1 / indices.length).toFixed(9)}*c${String(index)}`).join('+');
}
