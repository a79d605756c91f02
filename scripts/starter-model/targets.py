"""What the decoder is to say about a window, and where it should look while saying it."""

from dataclasses import dataclass

import numpy as np

from tokenizer import Tokenizer
from windows import Window

# Ignored by the loss.
IGNORED = -100
LAST_TIMESTAMP = 1500


@dataclass(frozen=True)
class Guide:
    """While predicting label `query`, attention should fall on encoder frames from `first` to `last` (of 20 ms)."""

    query: int
    first: float
    last: float


@dataclass
class Target:
    """`labels[i]` follows `inputs[: i + 1]`."""

    inputs: list[int]
    labels: list[int]
    guides: list[Guide]


def build_target(
    tokenizer: Tokenizer,
    rng: np.random.Generator,
    window: Window,
    offset: int,
    timestamp_share: float,
    prompt: list[int],
) -> Target:
    """`offset` shifts all timestamps by as many steps of 20 ms as the window's positions were shifted."""
    previous = [tokenizer.start_of_previous, *prompt] if prompt else []
    timestamps = rng.random() < timestamp_share
    inputs = [*previous, tokenizer.start_of_transcript, tokenizer.english, tokenizer.transcribe]
    # No-speech is read, as in Whisper, from the prediction that follows start-of-transcript.
    verdict = tokenizer.no_speech if window.silent else tokenizer.english
    labels = [IGNORED] * len(previous) + [verdict, tokenizer.transcribe]
    guides: list[Guide] = []

    def add(token: int, first: float | None = None, last: float | None = None) -> None:
        labels.append(token)
        inputs.append(token)
        if first is not None and last is not None:
            guides.append(Guide(len(labels) - 1, first, last))

    def add_timestamp(frame: int) -> None:
        step = min(LAST_TIMESTAMP, round(frame / 2) + offset)
        add(tokenizer.first_timestamp + step, frame / 2 - 8, frame / 2 + 8)

    if not timestamps:
        add(tokenizer.no_timestamps)
    for start, end, text in window.segments:
        if timestamps:
            add_timestamp(start)
        spoken = " " + text
        per_character = (end - start) / 2 / len(spoken)
        position = 0
        for token in tokenizer.encode(spoken):
            first = start / 2 + per_character * position
            position += len(tokenizer.tokens[token])
            add(token, first - 12, start / 2 + per_character * position + 12)
        if timestamps:
            add_timestamp(end)
    if timestamps and window.cut is not None:
        add_timestamp(window.cut)
    if timestamps and window.silent:
        add(tokenizer.first_timestamp + offset)
    labels.append(tokenizer.end_of_text)
    return Target(_jitter_timestamps(inputs, tokenizer, rng), labels, guides)


def _jitter_timestamps(inputs: list[int], tokenizer: Tokenizer, rng: np.random.Generator) -> list[int]:
    """Timestamp inputs are off by up to 0.8 s now and then, so that decoding survives one wrong time."""
    first = tokenizer.first_timestamp

    def jitter(token: int) -> int:
        if token < first or rng.random() > 0.06:
            return token
        return int(np.clip(token + rng.integers(-40, 41), first, first + LAST_TIMESTAMP))

    return [jitter(token) for token in inputs]
