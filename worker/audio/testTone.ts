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

/** Tone amplitudes on each track over half a second of the middle, where every codec has settled. */
export function measureTones(tracks: readonly Float32Array[]): { 440: number; 1000: number }[] {
  return tracks.map((track) => {
    const middle = track.subarray(8000 - 1600, 16_000 - 1600);
    return { 440: amplitudeAt(440, middle), 1000: amplitudeAt(1000, middle) };
  });
}

/** Where a track rises above a twentieth of full scale, in samples; -1 if it does not. */
export function findOnset(samples: Float32Array | undefined): number {
  return samples?.findIndex((value) => Math.abs(value) > 0.05) ?? -1;
}
