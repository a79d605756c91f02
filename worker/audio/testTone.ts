/** A sine that starts at phase 0. */
export function makeTone(
  hertz: number,
  amplitude: number,
  sampleRate: number,
  seconds: number,
): Float32Array {
  return Float32Array.from(
    { length: Math.round(sampleRate * seconds) },
    (_, index) => amplitude * Math.sin((2 * Math.PI * hertz * index) / sampleRate),
  );
}

/** Amplitude of one frequency: exact where the samples hold whole periods of it. */
export function amplitudeAt(hertz: number, samples: Float32Array, sampleRate = 16_000): number {
  let real = 0;
  let imaginary = 0;
  samples.forEach((value, index) => {
    const angle = (2 * Math.PI * hertz * index) / sampleRate;
    real += value * Math.cos(angle);
    imaginary += value * Math.sin(angle);
  });
  return (2 * Math.hypot(real, imaginary)) / samples.length;
}
