import { bodyFaults } from './faults/bodyFaults.ts';
import { listingFaults } from './faults/listingFaults.ts';
import { rangeFaults } from './faults/rangeFaults.ts';
import { redirectFaults } from './faults/redirectFaults.ts';
import { statusFaults } from './faults/statusFaults.ts';
import { worldFaults } from './faults/worldFaults.ts';

/** Every fault the hub knows, to be put into a rule: `hub.faults.add({ fault: faults.reset({ afterBytes: 1 }) })`. */
export const faults = {
  ...bodyFaults,
  ...rangeFaults,
  ...statusFaults,
  ...redirectFaults,
  ...listingFaults,
  ...worldFaults,
} as const;
