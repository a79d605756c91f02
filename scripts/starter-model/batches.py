"""Windows and targets, stacked for one training step."""

from dataclasses import dataclass

import numpy as np

from ctc import ctc_ids
from features import MEL_BANDS, Array
from sentencePool import SentencePool
from targets import IGNORED, LAST_TIMESTAMP, build_target
from tokenizer import Tokenizer
from windows import FULL_FRAMES, compose


@dataclass(frozen=True)
class BatchOptions:
    """Shares are probabilities, 0 to 1."""

    frames: int
    rows: int
    timestamp_share: float = 0.8
    # Rows that are preceded by earlier text, as Whisper's prompt is.
    prompt_share: float = 0.0
    # Short windows that are moved to a random place of the 30 s.
    offset_share: float = 0.5
    augment: bool = True


@dataclass
class Batch:
    mel: Array  # (rows, 80, frames)
    inputs: np.ndarray  # (rows, tokens), padded with end-of-text
    labels: np.ndarray  # (rows, tokens), padded with IGNORED
    guides: list[tuple[int, int, int, int]]  # row, query, first frame, frame after the last
    letters: list[list[int]]  # per row; empty if there is nothing to learn from CTC
    offsets: list[int]  # first audio position of each row


def make_batch(pool: SentencePool, tokenizer: Tokenizer, rng: np.random.Generator, options: BatchOptions) -> Batch:
    mel = np.zeros((options.rows, MEL_BANDS, options.frames), np.float32)
    targets, letters, offsets = [], [], []
    for row in range(options.rows):
        window = compose(pool, rng, options.frames, options.augment)
        mel[row] = window.features.T
        offset = _offset(options, rng)
        prompt = _prompt(pool, tokenizer, rng) if rng.random() < options.prompt_share else []
        targets.append(build_target(tokenizer, rng, window, offset, options.timestamp_share, prompt))
        text = " ".join(text for _, _, text in window.segments)
        letters.append(ctc_ids(text) if window.cut is None else [])
        offsets.append(offset)
    length = max(len(target.inputs) for target in targets)
    inputs = np.full((options.rows, length), tokenizer.end_of_text)
    labels = np.full((options.rows, length), IGNORED)
    for row, target in enumerate(targets):
        inputs[row, : len(target.inputs)] = target.inputs
        labels[row, : len(target.labels)] = target.labels
    last = options.frames // 2
    guides = [
        (row, guide.query, max(0, int(guide.first)), min(last, int(guide.last) + 1))
        for row, target in enumerate(targets)
        for guide in target.guides
    ]
    return Batch(mel, inputs, labels, guides, letters, offsets)


def _offset(options: BatchOptions, rng: np.random.Generator) -> int:
    """Position of the first encoder frame.

    Short windows are cheap but would train the first positions and timestamps only; at random offsets they train all.
    """
    if options.frames >= FULL_FRAMES or rng.random() > options.offset_share:
        return 0
    return int(rng.integers(0, LAST_TIMESTAMP - options.frames // 2 + 1))


def _prompt(pool: SentencePool, tokenizer: Tokenizer, rng: np.random.Generator) -> list[int]:
    count = rng.integers(1, 4)
    return [token for _ in range(count) for token in tokenizer.encode(" " + pool.draw(rng).text)]
