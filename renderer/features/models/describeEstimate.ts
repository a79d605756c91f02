import type { CatalogModel } from '../../../worker/contract/index.ts';
import { en } from '../../strings/en.ts';

/** `60 min of audio in about 7 min on this computer` */
export function describeEstimate(estimate: NonNullable<CatalogModel['estimate']>): string {
  const { minutesPerHour, basis } = estimate;
  if (minutesPerHour < 1) return en.models.available.estimateBelowMinute;
  return en.models.available.estimate(formatMinutes(minutesPerHour), basis === 'measured');
}

function formatMinutes(minutes: number): string {
  const { available } = en.models;
  const whole = Math.round(minutes);
  return whole < 60 ? available.minutes(whole) : available.hours(Math.floor(whole / 60), whole % 60);
}
