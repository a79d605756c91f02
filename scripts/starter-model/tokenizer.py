"""Byte-level BPE as GPT-2 and Whisper use it, plus Whisper's special and timestamp tokens.

Ids: text tokens first, then the nine specials in Whisper's order, then `<|0.00|>` to `<|30.00|>` in steps of 0.02 s.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

TIMESTAMP_COUNT = 1501
TIMESTAMP_SECONDS = 0.02

SPECIAL_TOKENS = [
    "<|endoftext|>",
    "<|startoftranscript|>",
    "<|en|>",
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    "<|notimestamps|>",
]

# GPT-2's split into contractions, words, numbers, punctuation and spaces, for ASCII letters.
_PIECES = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?[A-Za-z]+| ?[0-9]+| ?[^\sA-Za-z0-9]+|\s+(?!\S)|\s+")


def _byte_alphabet() -> dict[int, str]:
    """GPT-2's printable stand-in for each byte, in the order of its token ids."""
    visible = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [byte for byte in range(256) if byte not in visible]
    return {byte: chr(byte) for byte in visible} | {byte: chr(256 + i) for i, byte in enumerate(hidden)}


BYTE_TO_CHARACTER = _byte_alphabet()
CHARACTER_TO_BYTE = {character: byte for byte, character in BYTE_TO_CHARACTER.items()}


def _spell(piece: str) -> str:
    return "".join(BYTE_TO_CHARACTER[byte] for byte in piece.encode())


def train_merges(lines: Iterable[str], vocabulary: int) -> list[tuple[str, str]]:
    """The merges that grow the 256 bytes to `vocabulary` tokens, most frequent pair first."""
    counts = Counter(_spell(piece) for line in lines for piece in _PIECES.findall(" " + line.strip()))
    splits = {piece: list(piece) for piece in counts}
    merges: list[tuple[str, str]] = []
    while len(BYTE_TO_CHARACTER) + len(merges) < vocabulary:
        pairs: Counter[tuple[str, str]] = Counter()
        for piece, count in counts.items():
            symbols = splits[piece]
            for pair in pairwise(symbols):
                pairs[pair] += count
        best = pairs.most_common(1)[0][0]
        merges.append(best)
        for symbols in splits.values():
            _merge(symbols, best)
    return merges


def _merge(symbols: list[str], pair: tuple[str, str]) -> None:
    position = 0
    while position < len(symbols) - 1:
        if (symbols[position], symbols[position + 1]) == pair:
            symbols[position : position + 2] = [pair[0] + pair[1]]
        position += 1


class Tokenizer:
    def __init__(self, merges: list[tuple[str, str]]) -> None:
        self.merges = merges
        self.tokens = [*BYTE_TO_CHARACTER.values(), *(first + second for first, second in merges)]
        self.ids = {token: i for i, token in enumerate(self.tokens)}
        self._ranks = {pair: rank for rank, pair in enumerate(merges)}
        self._pieces: dict[str, list[int]] = {}
        first_special = len(self.tokens)
        (
            self.end_of_text,
            self.start_of_transcript,
            self.english,
            self.translate,
            self.transcribe,
            self.start_of_lm,
            self.start_of_previous,
            self.no_speech,
            self.no_timestamps,
        ) = range(first_special, first_special + len(SPECIAL_TOKENS))
        self.first_timestamp = first_special + len(SPECIAL_TOKENS)
        self.size = self.first_timestamp + TIMESTAMP_COUNT

    @staticmethod
    def load(path: Path) -> "Tokenizer":
        """Read a file written by trainTokenizer.py."""
        return Tokenizer([(first, second) for first, second in json.loads(path.read_text(encoding="utf-8"))["merges"]])

    def save(self, path: Path) -> None:
        path.write_text(json.dumps({"merges": self.merges}), encoding="utf-8")

    def encode(self, text: str) -> list[int]:
        return [token for piece in _PIECES.findall(text) for token in self._encode_piece(piece)]

    def decode(self, ids: Iterable[int]) -> str:
        """Text of the text tokens; special and timestamp tokens are skipped."""
        characters = (character for i in ids if i < self.end_of_text for character in self.tokens[i])
        return bytes(CHARACTER_TO_BYTE[character] for character in characters).decode("utf-8", "replace")

    def _encode_piece(self, piece: str) -> list[int]:
        known = self._pieces.get(piece)
        if known is not None:
            return known
        symbols = list(_spell(piece))
        while len(symbols) > 1:
            ranked = [(self._ranks[pair], i) for i, pair in enumerate(pairwise(symbols)) if pair in self._ranks]
            if not ranked:
                break
            position = min(ranked)[1]
            symbols[position : position + 2] = [symbols[position] + symbols[position + 1]]
        self._pieces[piece] = [self.ids[symbol] for symbol in symbols]
        return self._pieces[piece]
