"""What changes over the run. `fraction` goes from 0 to 1."""

import math

import numpy as np

from windows import FULL_FRAMES

# (fraction until which it holds, window lengths in frames, their shares). Short windows first: they are cheap, and
# attention finds its way in them. 30 s windows from a quarter of the run on: without them long recordings fail.
_WINDOW_STAGES = [
    (0.12, [300], [1.0]),
    (0.25, [400, 700], [0.6, 0.4]),
    (0.5, [500, 900, FULL_FRAMES], [0.4, 0.3, 0.3]),
    (math.inf, [500, 900, FULL_FRAMES], [0.25, 0.25, 0.5]),
]


def window_frames(fraction: float, rng: np.random.Generator) -> int:
    _, lengths, shares = next(stage for stage in _WINDOW_STAGES if fraction < stage[0])
    return int(rng.choice(lengths, p=shares))


def learning_rate_factor(fraction: float, step: int, warm_up_steps: int) -> float:
    """Linear warm-up, flat for a third of the run, then a cosine down to 2 %."""
    warm = min(1.0, (step + 1) / warm_up_steps)
    if fraction < 0.35:
        return warm
    return warm * max(0.02, 0.5 * (1 + math.cos(math.pi * (fraction - 0.35) / 0.65)))


def ctc_weight(fraction: float) -> float:
    return 0.5 if fraction < 0.5 else 0.25


def offset_share(fraction: float) -> float:
    """Late in the run most short windows lie where they will be used: at the beginning."""
    return 0.5 if fraction < 0.75 else 0.25


def prompt_share(fraction: float) -> float:
    return 0.1 if fraction > 0.5 else 0.0


def augments(fraction: float) -> bool:
    """Clean speech for the first tenth, so that there is something to find."""
    return fraction > 0.1
