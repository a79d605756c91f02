import { expect, it } from 'vitest';
import { AV_CHANNEL_ORDER_NATIVE, AV_CHANNEL_ORDER_UNSPEC } from 'node-av/constants';
import { channelPlans } from './channelPlan.ts';

const native = (nbChannels: number, mask: bigint) => ({ nbChannels, order: AV_CHANNEL_ORDER_NATIVE, mask });
const unplaced = (nbChannels: number) => ({ nbChannels, order: AV_CHANNEL_ORDER_UNSPEC, mask: 0n });

it('has one track for mono either way', () => {
  const plan = { inputLayout: 'mono', relabel: false, pan: null, outputLayout: 'mono', trackCount: 1 };
  expect(channelPlans(native(1, 0x4n), 'mix')).toEqual([plan]);
  expect(channelPlans(native(1, 0x4n), 'split')).toEqual([plan]);
});

it('keeps the sides of two channels apart, wherever they say they are', () => {
  const plan = { inputLayout: 'stereo', pan: null, outputLayout: 'stereo', trackCount: 2 };
  expect(channelPlans(native(2, 0x3n), 'split')).toEqual([{ ...plan, relabel: false }]);
  expect(channelPlans(native(2, 0x30n), 'split')).toEqual([{ ...plan, relabel: true }]);
  expect(channelPlans(unplaced(2), 'split')).toEqual([{ ...plan, relabel: true }]);
});

it('mixes surround by place, and by number where that is impossible', () => {
  expect(channelPlans(native(3, 0x7n), 'mix')).toEqual([
    { inputLayout: '0x7', relabel: false, pan: null, outputLayout: 'mono', trackCount: 1 },
    {
      inputLayout: '3c',
      relabel: true,
      pan: 'mono|c0=0.333333333*c0+0.333333333*c1+0.333333333*c2',
      outputLayout: 'mono',
      trackCount: 1,
    },
  ]);
});

it('splits channels without places into even and odd', () => {
  expect(channelPlans(unplaced(4), 'split')).toEqual([
    {
      inputLayout: '4c',
      relabel: true,
      pan: 'stereo|c0=0.500000000*c0+0.500000000*c2|c1=0.500000000*c1+0.500000000*c3',
      outputLayout: 'stereo',
      trackCount: 2,
    },
  ]);
});
