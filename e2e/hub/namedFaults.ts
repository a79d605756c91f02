import type { FaultRule } from './faultQueue.ts';
import { faults } from './faults.ts';
import { HOSTILE_PATHS } from './hostileNames.ts';

/** Faults that a name alone can describe; the others need to know a repository, a token or what to run. */
export type FaultName = Exclude<
  keyof typeof faults,
  'effect' | 'header' | 'moveBranch' | 'revokeAccess' | 'disableRepository' | 'status'
>;

const MIB = 1024 * 1024;
const CDN = { origin: 'cdn', method: 'GET' } as const;
const TREE = { origin: 'hub', route: '/tree/' } as const;
const RESOLVE = { origin: 'hub', route: '/resolve/' } as const;

/** One telling example of each fault, for trying things by hand: `npm run dev:hub -- --fault reset`. */
export const namedFaults: Readonly<Record<FaultName, FaultRule>> = {
  reset: { ...CDN, fault: faults.reset({ afterBytes: MIB }) },
  truncate: { ...CDN, fault: faults.truncate({ afterBytes: MIB }) },
  extend: { ...CDN, fault: faults.extend({ extraBytes: 1 }) },
  flipByte: { ...CDN, fault: faults.flipByte({ at: 1000 }) },
  slowHeaders: { ...CDN, fault: faults.slowHeaders({ bytesPerSecond: 10 }) },
  slowBody: { ...CDN, fault: faults.slowBody({ bytesPerSecond: 100, fromByte: MIB }) },
  stall: { ...CDN, fault: faults.stall({ atFraction: 0.99 }) },
  gzipAnyway: { origin: 'hub', route: '/resolve-cache/', fault: faults.gzipAnyway() },
  changeEtag: { ...CDN, nth: 2, fault: faults.changeEtag() },
  differentHash: { ...RESOLVE, fault: faults.differentHash() },
  rangeNotSatisfiable: { ...CDN, fault: faults.rangeNotSatisfiable() },
  ignoreRange: { ...CDN, times: Infinity, fault: faults.ignoreRange() },
  wrongStart: { ...CDN, fault: faults.wrongStart() },
  wrongTotal: { ...CDN, fault: faults.wrongTotal({ total: 1 }) },
  missingContentRange: { ...CDN, fault: faults.missingContentRange() },
  multipartRange: { ...CDN, fault: faults.multipartRange() },
  tooManyRequests: { ...RESOLVE, fault: faults.tooManyRequests({ seconds: 10 }) },
  cloudfrontHit: { ...CDN, times: Infinity, fault: faults.cloudfrontHit() },
  expiredSignature: { ...CDN, fault: faults.expiredSignature() },
  rangeRefused: { ...CDN, fault: faults.rangeRefused() },
  captivePortal: { origin: 'hub', times: Infinity, fault: faults.captivePortal() },
  htmlError: { origin: 'hub', fault: faults.htmlError() },
  proxyAuthentication: { times: Infinity, fault: faults.proxyAuthentication() },
  redirectLoop: { ...RESOLVE, fault: faults.redirectLoop() },
  redirectHops: { ...RESOLVE, fault: faults.redirectHops({ hops: 11 }) },
  redirectTo: { ...RESOLVE, fault: faults.redirectTo({ location: 'file:///etc/passwd' }) },
  missingLocation: { ...RESOLVE, fault: faults.missingLocation() },
  redirectToStranger: { ...RESOLVE, times: Infinity, fault: faults.redirectToStranger() },
  extraPaths: { ...TREE, fault: faults.extraPaths({ paths: HOSTILE_PATHS }) },
  hostileOid: { ...TREE, fault: faults.hostileOid({ path: 'config.json', oid: '../x' }) },
  hugeListing: { ...TREE, fault: faults.hugeListing({ entries: 100_000 }) },
  relativeNext: { ...TREE, fault: faults.relativeNext() },
  nextAtStranger: { ...TREE, fault: faults.nextAtStranger() },
  repeatedCursor: { ...TREE, fault: faults.repeatedCursor() },
  truncatedJson: { ...TREE, fault: faults.truncatedJson() },
  clockJump: { ...CDN, fault: faults.clockJump({ byMs: 86_400_000 }) },
};
