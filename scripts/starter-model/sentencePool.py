"""The synthesised sentences in memory, ready to be drawn."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from features import Array


@dataclass(frozen=True)
class Sentence:
    shard: int
    offset: int
    frames: int
    text: str


def _is_kept(position: int, voice: str) -> bool:
    """The oddly named espeak-ng variants (`boris`, `klatt2`) sound least like people: a quarter of them is enough."""
    variant = voice.partition("+")[2]
    return position % 4 == 0 or not variant or variant[1:].isdigit()


class SentencePool:
    """`refresh` takes in shards that synthesis has finished since, so that training can start before it ends."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: set[Path] = set()
        self._shards: list[np.ndarray] = []
        self.sentences: list[Sentence] = []
        self.refresh()
        if not self.sentences:
            raise FileNotFoundError(f"no shards in {folder}")

    def refresh(self) -> None:
        for path in sorted(self._folder.glob("shard*.npy")):
            if path in self._seen:
                continue
            self._seen.add(path)
            self._shards.append(np.load(path))
            index = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
            self.sentences += [
                Sentence(len(self._shards) - 1, entry["offset"], entry["frames"], entry["text"])
                for position, entry in enumerate(index)
                if _is_kept(position, entry["voice"])
            ]
        lengths = [sentence.frames for sentence in self.sentences]
        self._by_length = np.argsort(lengths, kind="stable")
        self._lengths = np.array(lengths)[self._by_length]

    def draw(self, rng: np.random.Generator) -> Sentence:
        return self.sentences[int(rng.integers(len(self.sentences)))]

    def draw_shorter(self, rng: np.random.Generator, most_frames: int) -> Sentence | None:
        """A random sentence of at most `most_frames` frames; None if there is none."""
        count = int(np.searchsorted(self._lengths, most_frames, "right"))
        return self.sentences[int(self._by_length[rng.integers(count)])] if count else None

    def power(self, sentence: Sentence) -> Array:
        """(frames, 80) mel power."""
        rows = self._shards[sentence.shard][sentence.offset : sentence.offset + sentence.frames]
        power: Array = 10 ** rows.astype(np.float32)
        return power
