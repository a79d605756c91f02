#!/usr/bin/python3
"""Step 6: clips to measure a model with, of sentences that are in no training text.

Writes 16 kHz clips and manifest.json: [{file, voice, text, segments: [{start, end, text}]}], times in seconds.
With the defaults, and the texts the shipped model was trained on, these are the clips of its published figures.
"""

import argparse
import json
import random
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from features import WINDOW_SAMPLES
from grammar import Grammar
from voices import ESPEAK_ACCENTS, ESPEAK_VARIANTS, HELD_OUT_ESPEAK_VARIANTS, Samples, espeak, festival, flite
from waveforms import SAMPLE_RATE, normalize, to_16k, trim, write_wav

SPEECH_SCALE = 0.6
SINGLE_NOISE = 0.001
WINDOW_NOISE = 0.002

Voice = Callable[[str, random.Random], tuple[Samples, int]]


def _espeak_seen(text: str, chooser: random.Random) -> tuple[Samples, int]:
    voice = f"{chooser.choice(ESPEAK_ACCENTS)}+{chooser.choice(ESPEAK_VARIANTS[1:])}"
    return espeak(text, voice, chooser.randint(125, 200), chooser.randint(35, 65))


def _espeak_held_out(text: str, chooser: random.Random) -> tuple[Samples, int]:
    # The four that the published figures were measured with.
    voice = f"{chooser.choice(['en-us', 'en-gb'])}+{chooser.choice(HELD_OUT_ESPEAK_VARIANTS[:4])}"
    return espeak(text, voice, chooser.randint(125, 200), chooser.randint(35, 65))


def _espeak_fast(text: str, chooser: random.Random) -> tuple[Samples, int]:
    return espeak(text, f"en-us+{chooser.choice(['m3', 'f2'])}", 230, 50)


VOICES: dict[str, Voice] = {
    "espeak-seen": _espeak_seen,
    "espeak-held-out": _espeak_held_out,
    "espeak-fast": _espeak_fast,
    "flite-slt": lambda text, _: flite(text, "slt"),
    "flite-awb": lambda text, _: flite(text, "awb"),
    "flite-kal16": lambda text, _: flite(text, "kal16"),
    "flite-rms-held-out": lambda text, _: flite(text, "rms"),
    "festival-kal-held-out": lambda text, _: festival(text, "voice_kal_diphone"),
    "festival-slt-hts-held-out": lambda text, _: festival(text, "voice_cmu_us_slt_arctic_hts"),
}
SEEN_VOICES = ["espeak-seen", "flite-slt", "flite-awb", "flite-kal16"]


class ClipWriter:
    """Speaks sentences and collects the manifest."""

    def __init__(
        self, folder: Path, sentences: Iterator[str], seed: int, extension: str, keeps: Callable[[str, int], bool]
    ) -> None:
        """`keeps` says of a voice and the number of its clips so far whether another is to be written."""
        self._folder = folder
        self._sentences = sentences
        self._chooser = random.Random(seed)
        self._rng = np.random.default_rng(seed)
        self._extension = extension
        self._keeps = keeps
        self._manifest: list[dict[str, Any]] = []

    def write_single(self, voice: str, number: int) -> None:
        """One sentence after 0.1 to 0.8 s, and 0.25 s behind it."""
        text, samples = self._speak(voice)
        start = self._chooser.uniform(0.1, 0.8)
        clip = np.concatenate([np.zeros(int(start * SAMPLE_RATE)), samples, np.zeros(SAMPLE_RATE // 4)])
        segments = [_segment(start, start + len(samples) / SAMPLE_RATE, text)]
        self._write(f"{voice}-{number:02d}", voice, clip, segments, SINGLE_NOISE)

    def write_window(self, name: str, voices: list[str]) -> None:
        """30 s of sentences in several voices, with pauses of 0.25 to 1.5 s."""
        clip = np.zeros(WINDOW_SAMPLES)
        position = self._chooser.uniform(0.2, 1.2)
        segments = []
        while True:
            text, samples = self._speak(self._chooser.choice(voices))
            end = position + len(samples) / SAMPLE_RATE
            if end > 29.6:
                break
            offset = int(position * SAMPLE_RATE)
            clip[offset : offset + len(samples)] += samples * 10 ** self._chooser.uniform(-0.2, 0.2)
            segments.append(_segment(position, end, text))
            position = end + self._chooser.uniform(0.25, 1.5)
        self._write(name, name.rpartition("-")[0], clip, segments, WINDOW_NOISE)

    def write_speechless(self) -> None:
        self._write("silence", "no-speech", np.zeros(5 * SAMPLE_RATE), [], 0)
        self._write("noise", "no-speech", np.zeros(10 * SAMPLE_RATE), [], 0.02)

    def finish(self) -> int:
        text = json.dumps(self._manifest, indent=2) + "\n"
        (self._folder / "manifest.json").write_text(text, encoding="utf-8")
        return len(self._manifest)

    def _speak(self, voice: str) -> tuple[str, Samples]:
        text = next(self._sentences)
        samples = trim(to_16k(*VOICES[voice](text, self._chooser)))
        if samples is None:
            raise RuntimeError(f"{voice} was silent for: {text}")
        return text, normalize(samples) * np.float32(SPEECH_SCALE)

    def _write(self, name: str, voice: str, clip: np.ndarray, segments: list[dict[str, Any]], noise: float) -> None:
        noisy = clip + self._rng.standard_normal(len(clip)) * noise
        # A clip that is not kept has used up its random numbers, so that the others are those of the full set.
        if not self._keeps(voice, sum(entry["voice"] == voice for entry in self._manifest)):
            return
        file = f"{name}.{self._extension}"
        if self._extension == "wav":
            write_wav(self._folder / file, noisy)
        else:
            _write_flac(self._folder / file, noisy)
        text = " ".join(segment["text"] for segment in segments)
        self._manifest.append({"file": file, "voice": voice, "text": text, "segments": segments})


def _segment(start: float, end: float, text: str) -> dict[str, Any]:
    return {"start": round(start, 2), "end": round(end, 2), "text": text}


def _write_flac(path: Path, samples: np.ndarray) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        wav = Path(scratch, "clip.wav")
        write_wav(wav, samples)
        options = ["-bitexact", "-compression_level", "12"]
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", str(wav), *options, str(path)], check=True)


def new_sentences(training_texts: list[Path], seed: int) -> Iterator[str]:
    """Sentences of three words or more, each different and in none of the files."""
    seen = {line for path in training_texts for line in path.read_text(encoding="utf-8").splitlines()}
    grammar = Grammar(seed)
    while True:
        sentence = grammar.sentence()
        if sentence not in seen and len(sentence.split()) > 2:
            seen.add(sentence)
            yield sentence


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--training-text", type=Path, nargs="+", required=True)
    parser.add_argument("--clips", type=int, default=24, help="clips of one sentence for each voice")
    parser.add_argument("--windows", type=int, default=6, help="30 s clips for each of: seen voices, all voices")
    parser.add_argument("--voices", nargs="+", choices=list(VOICES), default=list(VOICES))
    parser.add_argument("--keep-clips", type=int, help="write only the first so many clips of a voice")
    parser.add_argument("--keep-voices", nargs="+", choices=list(VOICES), help="write only clips of these voices")
    parser.add_argument("--extension", choices=["wav", "flac"], default="wav")
    parser.add_argument("--seed", type=int, default=99)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)

    def keeps(voice: str, count: int) -> bool:
        wanted = args.keep_voices is None or voice in args.keep_voices
        return wanted and (args.keep_clips is None or count < args.keep_clips)

    sentences = new_sentences(args.training_text, args.seed)
    writer = ClipWriter(args.folder, sentences, args.seed, args.extension, keeps)
    for voice in args.voices:
        for number in range(args.clips):
            writer.write_single(voice, number)
    for number in range(args.windows):
        writer.write_window(f"30s-seen-{number:02d}", SEEN_VOICES)
        writer.write_window(f"30s-all-{number:02d}", list(VOICES))
    if args.windows > 0:
        writer.write_speechless()
    print(f"{writer.finish()} clips")


if __name__ == "__main__":
    main()
