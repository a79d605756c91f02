"""Operations on mono samples."""

import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.signal import fftconvolve, resample_poly

from voices import Samples

SAMPLE_RATE = 16000


def to_16k(samples: Samples, rate: int, speed: float = 1.0) -> Samples:
    """Resample to 16 kHz. `speed` above 1 plays faster and higher; steps of 100 Hz keep the filter short."""
    target = round(SAMPLE_RATE / speed / 100) * 100
    if target == rate:
        return samples
    divisor = int(np.gcd(target, rate))
    resampled: Samples = resample_poly(samples, target // divisor, rate // divisor).astype(np.float32)
    return resampled


def trim(samples: Samples) -> Samples | None:
    """Cut silence at both ends (40 dB below the loudest 10 ms), so that times are true onsets. None if all silent."""
    energy = np.convolve(samples * samples, np.ones(160) / 160, "same")
    loud = np.where(energy > max(energy.max() * 1e-4, 1e-9))[0]
    return samples[max(0, loud[0] - 40) : loud[-1] + 40] if len(loud) else None


def normalize(samples: Samples) -> Samples:
    """Scale to a root mean square of 0.1."""
    return samples * np.float32(0.1 / np.sqrt((samples * samples).mean() + 1e-12))


def reverberate(samples: Samples, rng: np.random.Generator) -> Samples:
    """Light room reverb: a decaying noise tail of 0.1 to 0.35 s, 10 to 26 dB below the direct sound."""
    length = int(SAMPLE_RATE * rng.uniform(0.1, 0.35))
    decay = np.exp(-np.linspace(0, 6.9, length)).astype(np.float32)
    impulse = rng.standard_normal(length).astype(np.float32) * decay
    impulse *= rng.uniform(0.05, 0.3) / np.sqrt((impulse**2).sum())
    impulse[0] = 1
    reverberated: Samples = fftconvolve(samples, impulse).astype(np.float32)
    return reverberated


def write_wav(path: Path, samples: npt.NDArray[np.floating]) -> None:
    """16-bit mono at 16 kHz."""
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(SAMPLE_RATE)
        out.writeframes((np.clip(samples, -1, 1) * 32767).astype(np.int16).tobytes())
