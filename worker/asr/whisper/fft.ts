interface Stage {
  /** Number of butterflies in each of the interleaved transforms. */
  readonly groups: number;
  /** Number of interleaved transforms. */
  readonly stride: number;
  /** cos and sin of -2 pi p k / (groups * radix), at [p * radix + k]. */
  readonly cos: Float64Array;
  readonly sin: Float64Array;
  readonly run: Butterflies;
}

type Butterflies = (
  stage: Stage,
  fromRe: Float64Array,
  fromIm: Float64Array,
  toRe: Float64Array,
  toIm: Float64Array,
) => void;

/**
 * Forward complex FFT of one fixed length, in place: self-sorting (Stockham) with radices 4 and 5, after Van Loan,
 * Computational Frameworks for the Fast Fourier Transform (1992). Whisper's 400 points are 4 * 4 * 5 * 5. Both arrays
 * hold `length` values. Throws RangeError for a length that is no product of fours and fives.
 */
export function createFft(length: number): (re: Float64Array, im: Float64Array) => void {
  const stages = planStages(length);
  const scratchRe = new Float64Array(length);
  const scratchIm = new Float64Array(length);
  return (re, im) => {
    let fromRe = re;
    let fromIm = im;
    let toRe: Float64Array = scratchRe;
    let toIm: Float64Array = scratchIm;
    for (const stage of stages) {
      stage.run(stage, fromRe, fromIm, toRe, toIm);
      [fromRe, toRe] = [toRe, fromRe];
      [fromIm, toIm] = [toIm, fromIm];
    }
    if (fromRe !== re) {
      re.set(fromRe);
      im.set(fromIm);
    }
  };
}

function planStages(length: number): Stage[] {
  const stages: Stage[] = [];
  let remaining = length;
  while (remaining > 1) {
    const radix = [4, 5].find((candidate) => remaining % candidate === 0);
    if (radix === undefined) throw new RangeError(`no FFT of length ${length}`);
    const cos = new Float64Array(remaining);
    const sin = new Float64Array(remaining);
    for (let index = 0; index < remaining; index += 1) {
      const angle = (-2 * Math.PI * Math.floor(index / radix) * (index % radix)) / remaining;
      cos[index] = Math.cos(angle);
      sin[index] = Math.sin(angle);
    }
    const groups = remaining / radix;
    stages.push({ groups, stride: length / remaining, cos, sin, run: radix === 4 ? runRadix4 : runRadix5 });
    remaining = groups;
  }
  return stages;
}

const runRadix4: Butterflies = ({ groups, stride, cos, sin }, fromRe, fromIm, toRe, toIm) => {
  const apart = groups * stride;
  for (let p = 0; p < groups; p += 1) {
    const [c1, c2, c3] = [cos[p * 4 + 1] ?? 0, cos[p * 4 + 2] ?? 0, cos[p * 4 + 3] ?? 0];
    const [s1, s2, s3] = [sin[p * 4 + 1] ?? 0, sin[p * 4 + 2] ?? 0, sin[p * 4 + 3] ?? 0];
    for (let q = 0; q < stride; q += 1) {
      const i0 = q + stride * p;
      const i1 = i0 + apart;
      const i2 = i1 + apart;
      const i3 = i2 + apart;
      const sumRe02 = (fromRe[i0] ?? 0) + (fromRe[i2] ?? 0);
      const sumIm02 = (fromIm[i0] ?? 0) + (fromIm[i2] ?? 0);
      const difRe02 = (fromRe[i0] ?? 0) - (fromRe[i2] ?? 0);
      const difIm02 = (fromIm[i0] ?? 0) - (fromIm[i2] ?? 0);
      const sumRe13 = (fromRe[i1] ?? 0) + (fromRe[i3] ?? 0);
      const sumIm13 = (fromIm[i1] ?? 0) + (fromIm[i3] ?? 0);
      const difRe13 = (fromRe[i1] ?? 0) - (fromRe[i3] ?? 0);
      const difIm13 = (fromIm[i1] ?? 0) - (fromIm[i3] ?? 0);
      const o0 = q + stride * p * 4;
      const o1 = o0 + stride;
      const o2 = o1 + stride;
      const o3 = o2 + stride;
      toRe[o0] = sumRe02 + sumRe13;
      toIm[o0] = sumIm02 + sumIm13;
      const re1 = difRe02 + difIm13;
      const im1 = difIm02 - difRe13;
      toRe[o1] = re1 * c1 - im1 * s1;
      toIm[o1] = re1 * s1 + im1 * c1;
      const re2 = sumRe02 - sumRe13;
      const im2 = sumIm02 - sumIm13;
      toRe[o2] = re2 * c2 - im2 * s2;
      toIm[o2] = re2 * s2 + im2 * c2;
      const re3 = difRe02 - difIm13;
      const im3 = difIm02 + difRe13;
      toRe[o3] = re3 * c3 - im3 * s3;
      toIm[o3] = re3 * s3 + im3 * c3;
    }
  }
};

const COS1 = Math.cos((2 * Math.PI) / 5);
const COS2 = Math.cos((4 * Math.PI) / 5);
const SIN1 = Math.sin((2 * Math.PI) / 5);
const SIN2 = Math.sin((4 * Math.PI) / 5);

const runRadix5: Butterflies = ({ groups, stride, cos, sin }, fromRe, fromIm, toRe, toIm) => {
  const apart = groups * stride;
  for (let p = 0; p < groups; p += 1) {
    for (let q = 0; q < stride; q += 1) {
      const i0 = q + stride * p;
      const i1 = i0 + apart;
      const i2 = i1 + apart;
      const i3 = i2 + apart;
      const i4 = i3 + apart;
      const re0 = fromRe[i0] ?? 0;
      const im0 = fromIm[i0] ?? 0;
      const sumRe14 = (fromRe[i1] ?? 0) + (fromRe[i4] ?? 0);
      const sumIm14 = (fromIm[i1] ?? 0) + (fromIm[i4] ?? 0);
      const difRe14 = (fromRe[i1] ?? 0) - (fromRe[i4] ?? 0);
      const difIm14 = (fromIm[i1] ?? 0) - (fromIm[i4] ?? 0);
      const sumRe23 = (fromRe[i2] ?? 0) + (fromRe[i3] ?? 0);
      const sumIm23 = (fromIm[i2] ?? 0) + (fromIm[i3] ?? 0);
      const difRe23 = (fromRe[i2] ?? 0) - (fromRe[i3] ?? 0);
      const difIm23 = (fromIm[i2] ?? 0) - (fromIm[i3] ?? 0);
      const evenRe1 = re0 + COS1 * sumRe14 + COS2 * sumRe23;
      const evenIm1 = im0 + COS1 * sumIm14 + COS2 * sumIm23;
      const evenRe2 = re0 + COS2 * sumRe14 + COS1 * sumRe23;
      const evenIm2 = im0 + COS2 * sumIm14 + COS1 * sumIm23;
      const oddRe1 = SIN1 * difRe14 + SIN2 * difRe23;
      const oddIm1 = SIN1 * difIm14 + SIN2 * difIm23;
      const oddRe2 = SIN2 * difRe14 - SIN1 * difRe23;
      const oddIm2 = SIN2 * difIm14 - SIN1 * difIm23;
      const out = q + stride * p * 5;
      toRe[out] = re0 + sumRe14 + sumRe23;
      toIm[out] = im0 + sumIm14 + sumIm23;
      store(evenRe1 + oddIm1, evenIm1 - oddRe1, p * 5 + 1, out + stride, cos, sin, toRe, toIm);
      store(evenRe2 + oddIm2, evenIm2 - oddRe2, p * 5 + 2, out + 2 * stride, cos, sin, toRe, toIm);
      store(evenRe2 - oddIm2, evenIm2 + oddRe2, p * 5 + 3, out + 3 * stride, cos, sin, toRe, toIm);
      store(evenRe1 - oddIm1, evenIm1 + oddRe1, p * 5 + 4, out + 4 * stride, cos, sin, toRe, toIm);
    }
  }
};

/** Writes `re + i im`, turned by one of the stage's twiddle factors. */
function store(
  re: number,
  im: number,
  twiddle: number,
  out: number,
  cos: Float64Array,
  sin: Float64Array,
  toRe: Float64Array,
  toIm: Float64Array,
): void {
  const c = cos[twiddle] ?? 0;
  const s = sin[twiddle] ?? 0;
  toRe[out] = re * c - im * s;
  toIm[out] = re * s + im * c;
}
