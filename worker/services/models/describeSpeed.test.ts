import { expect, it } from 'vitest';
import { describeSpeed } from './describeSpeed.ts';

it('says what an hour takes with Whisper base, and when that was found', () => {
  const known = { device: 'cpu', encoderMs: 450, decoderMs: 200, measuredAtMs: 7 } as const;
  const { minutesPerHour, ...rest } = describeSpeed(known);
  expect(minutesPerHour).toBeCloseTo(1.63, 1);
  expect(rest).toEqual({ device: 'cpu', measuredAtMs: 7 });
});
