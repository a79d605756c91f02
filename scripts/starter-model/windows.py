"""Training windows: sentences laid out in time, then noise, filtering and masking.

Times are frames of 10 ms from the beginning of the window. Sentences are mixed as mel powers, which add up (but for
phase) as sounds do, so no audio is needed after synthesis.
"""

from dataclasses import dataclass

import numpy as np

from features import MEL_BANDS, Array
from sentencePool import SentencePool

FULL_FRAMES = 3000
# Added to the power before noise-only degradation, as powers of ten.
_NOISE_FLOOR = (-10, -5)


@dataclass
class Window:
    """`features` (frames, 80) as the model sees them; `segments` are (start, end, text)."""

    features: Array
    segments: list[tuple[int, int, str]]
    # Frame at which a sentence begins that the window's end cuts off: it is heard but not transcribed.
    cut: int | None
    silent: bool


def compose(
    pool: SentencePool, rng: np.random.Generator, frames: int, augment: bool, silent_share: float = 0.03
) -> Window:
    silent = rng.random() < silent_share
    full = frames >= FULL_FRAMES
    power, segments, cut = _lay_out(pool, rng, frames, full, silent)
    clean = augment and rng.random() < 0.5
    if clean:
        power = _change_level(power, rng)
    elif augment:
        power = _degrade(power, segments, silent, rng)
    features = np.log10(np.maximum(power, 1e-10))
    features = (np.maximum(features, features.max() - 8) + 4) / 4
    if augment and rng.random() < 0.3:
        _mask(features, rng)
    if augment and cut is None and rng.random() < (0.35 if silent else 0.1):
        _pad_features(features, segments, silent, rng)
    return Window(features, segments, cut, silent)


def _lay_out(
    pool: SentencePool, rng: np.random.Generator, frames: int, full: bool, silent: bool
) -> tuple[Array, list[tuple[int, int, str]], int | None]:
    """Sentences one after the other with pauses, from an onset near the beginning until the window is filled."""
    power = np.zeros((frames, MEL_BANDS), np.float32)
    segments: list[tuple[int, int, str]] = []
    position = int(rng.exponential(40)) if rng.random() < 0.7 else int(rng.uniform(0, min(300, frames * 0.3)))
    filled = frames if rng.random() < (0.5 if full else 0.75) else int(frames * rng.uniform(0.12 if full else 0.3, 1))
    position = min(position, frames // 3, max(0, filled - 200))
    while not silent:
        room = filled - position
        sentence = pool.draw_shorter(rng, room - 4)
        if sentence is None:
            break
        if full and filled == frames and room < 500 and rng.random() < 0.5:
            # Real 30 s windows end in the middle of sentences: teach the model to stop before such a one.
            longer = pool.draw(rng)
            room = frames - position
            if 30 < room < longer.frames - 20:
                power[position:] = pool.power(longer)[:room] * 10 ** rng.uniform(-0.3, 0.3)
                return power, segments, position
        end = position + sentence.frames
        power[position:end] += pool.power(sentence) * 10 ** rng.uniform(-0.4, 0.4)
        segments.append((position, end, sentence.text))
        pauses = [rng.uniform(12, 60), rng.uniform(20, 120), rng.uniform(60, 350)]
        position = end + int(rng.choice(pauses, p=[0.5, 0.35, 0.15]))
    return power, segments, None


def _change_level(power: Array, rng: np.random.Generator) -> Array:
    """Half of the windows stay almost clean: another level and a noise floor far below the speech."""
    return power * 10 ** rng.uniform(-1.5, 0.8) + _noise(10 ** rng.uniform(*_NOISE_FLOOR), power.shape, rng)


def _degrade(power: Array, segments: list[tuple[int, int, str]], silent: bool, rng: np.random.Generator) -> Array:
    """A microphone's frequency response, sometimes a telephone's band, noise at 5 to 40 dB, another level."""
    bands = np.linspace(0, 1, MEL_BANDS)
    if rng.random() < 0.5:
        response = 10 ** np.interp(bands, np.linspace(0, 1, 5), rng.uniform(-0.5, 0.5, 5))
        power = power * response[None].astype(np.float32)
    if rng.random() < 0.12:
        power[:, int(rng.integers(52, 72)) :] *= 1e-4
    spoken = max(1, sum(end - start for start, end, _ in segments))
    speech_level = power.mean() * len(power) / spoken if segments else 0.01
    if rng.random() < 0.65 or (silent and rng.random() < 0.7):
        ratio_db = rng.uniform(5, 40)
        slope = rng.uniform(-1, 1, 6) + np.linspace(rng.uniform(0, 2), 0, 6)
        color = 10 ** np.interp(bands, np.linspace(0, 1, 6), slope)
        level = color / color.mean() * max(speech_level, 1e-6) * 10 ** (-ratio_db / 10)
        power = power + _noise(level[None], power.shape, rng)
    elif rng.random() < 0.5:
        power = power + _noise(10 ** rng.uniform(-9, -5), power.shape, rng)
    return power * np.float32(10 ** rng.uniform(-2.5, 0.8))


def _noise(level: float | np.ndarray, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Mel power of stationary noise: each band is a sum of a few squared Gaussians, hence a gamma distribution."""
    noise: Array = (level * rng.gamma(2.0, 0.5, size=shape)).astype(np.float32)
    return noise


def _mask(features: Array, rng: np.random.Generator) -> None:
    """SpecAugment (Park et al. 2019), mild: one or two bands, short spans of time."""
    frames = len(features)
    for _ in range(rng.integers(1, 3)):
        height = rng.integers(1, 10)
        low = rng.integers(0, MEL_BANDS - height)
        features[:, low : low + height] = features.mean()
    for _ in range(rng.integers(0, 1 + frames // 300)):
        length = rng.integers(2, 12)
        start = rng.integers(0, frames - length)
        features[start : start + length] = features.mean()


def _pad_features(
    features: Array, segments: list[tuple[int, int, str]], silent: bool, rng: np.random.Generator
) -> None:
    """Some runtimes pad features with zeros where Whisper pads audio with silence: let the model know both."""
    frames = len(features)
    if silent:
        end = int(rng.integers(0, frames))
    else:
        end = (segments[-1][1] if segments else 0) + int(rng.integers(5, 120))
    features[end:] = 0
