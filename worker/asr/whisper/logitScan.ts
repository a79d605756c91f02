/** What one pass over a row of logits finds. */
export interface LogitScan {
  /** Token with the greatest logit; the first of equals. */
  token: number;
  max: number;
  /** log(sum(exp(logit))): a token's log-probability is its logit less this. */
  logSumExp: number;
}

/** exp(-25) * 51,865 tokens is below the resolution of float32, in which the logits come. */
const NEGLIGIBLE = -25;

/** Scans `logits[offset .. offset + length)` into `scan`, which is reused so that a decoder step allocates nothing. */
export function scanLogits(logits: Float32Array, offset: number, length: number, scan: LogitScan): LogitScan {
  const end = offset + length;
  let best = offset;
  let max = -Infinity;
  for (let i = offset; i < end; i++) {
    const logit = logits[i] ?? -Infinity;
    if (logit > max) {
      max = logit;
      best = i;
    }
  }
  let sum = 0;
  for (let i = offset; i < end; i++) {
    const distance = (logits[i] ?? -Infinity) - max;
    if (distance > NEGLIGIBLE) sum += Math.exp(distance);
  }
  scan.token = best - offset;
  scan.max = max;
  scan.logSumExp = max + Math.log(sum);
  return scan;
}
