import type { ComputerSpeed } from '../../contract/index.ts';
import { scaleSpeed, WHISPER_BASE } from './scaleSpeed.ts';
import type { KnownSpeed } from './speedProbe.ts';

const MINUTES_PER_HOUR = 60;

/** What was measured, in the time that an hour of media takes with the model that is measured. */
export function describeSpeed(known: KnownSpeed): ComputerSpeed {
  const { device, measuredAtMs } = known;
  return { device, minutesPerHour: scaleSpeed(WHISPER_BASE, known) * MINUTES_PER_HOUR, measuredAtMs };
}
