"""Whisper's log-mel spectrogram (80 bands, 10 ms frames) in numpy.

The same maths as openai/whisper audio.py and the `WhisperFeatureExtractor` of transformers: Slaney mel filters,
Hann window of 25 ms, the last frame dropped, values clamped to 80 dB below the loudest and scaled to about [-1, 1].
It is split in two because training mixes sentences and noise as *powers* and takes the logarithm afterwards.
"""

import numpy as np
import numpy.typing as npt

from voices import Samples
from waveforms import SAMPLE_RATE

FFT_SIZE = 400
HOP = 160
MEL_BANDS = 80
WINDOW_SAMPLES = 30 * SAMPLE_RATE

Array = npt.NDArray[np.float32]


def mel_filters(bands: int = MEL_BANDS) -> Array:
    """(bands, 201) triangular filters on the Slaney scale: linear to 1 kHz, logarithmic above, equal area."""
    hz_per_mel = 200.0 / 3
    break_hz = 1000.0
    break_mel = break_hz / hz_per_mel
    log_step = np.log(6.4) / 27.0

    def to_mel(hz: float) -> float:
        return break_mel + np.log(hz / break_hz) / log_step if hz >= break_hz else hz / hz_per_mel

    def to_hz(mel: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.where(mel >= break_mel, break_hz * np.exp(log_step * (mel - break_mel)), mel * hz_per_mel)

    edges = to_hz(np.linspace(to_mel(0.0), to_mel(SAMPLE_RATE / 2), bands + 2))
    widths = np.diff(edges)
    ramps = edges[:, None] - np.linspace(0, SAMPLE_RATE / 2, FFT_SIZE // 2 + 1)[None]
    triangles = np.maximum(0, np.minimum(-ramps[:-2] / widths[:-1, None], ramps[2:] / widths[1:, None]))
    filters: Array = (triangles * (2.0 / (edges[2:] - edges[:-2]))[:, None]).astype(np.float32)
    return filters


_FILTERS = mel_filters()
_HANN = np.hanning(FFT_SIZE + 1)[:-1].astype(np.float32)


def mel_power(samples: Samples, padding: str = "reflect") -> Array:
    """(frames, 80) mel power of centred frames, the last one dropped as Whisper does."""
    padded = np.pad(samples, FFT_SIZE // 2, mode=padding)  # type: ignore[call-overload]
    frames = np.lib.stride_tricks.sliding_window_view(padded, FFT_SIZE)[::HOP][:-1]
    power = np.abs(np.fft.rfft(frames * _HANN, axis=1)) ** 2
    result: Array = power.astype(np.float32) @ _FILTERS.T
    return result


def log_mel(power: Array) -> Array:
    """Logarithm, clamp and scale over one window, as the model sees it."""
    log = np.log10(np.maximum(power, 1e-10))
    log = np.maximum(log, log.max() - 8.0)
    scaled: Array = ((log + 4.0) / 4.0).astype(np.float32)
    return scaled


def window_features(samples: Samples) -> Array:
    """(3000, 80) features of the first 30 s, padded with silence."""
    window = np.zeros(WINDOW_SAMPLES, np.float32)
    window[: min(len(samples), WINDOW_SAMPLES)] = samples[:WINDOW_SAMPLES]
    return log_mel(mel_power(window))
