#!/usr/bin/python3
"""Step 2: speak every sentence in a random voice and keep its mel power.

Run one process per core: `synthesize.py TEXT FOLDER --worker 0 --workers 2 & synthesize.py ... --worker 1 ...`.
Features are kept instead of audio: they are what training reads, a twentieth of the size, and computed once.
A shard is NAME.npy, (frames, 80) float16 log10 mel power, and NAME.json, a list of {text, voice, offset, frames}.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # One process per core; more threads only get in each other's way.

import argparse
import json
import random
import subprocess
from pathlib import Path

import numpy as np

from features import mel_power
from voices import ESPEAK_ACCENTS, ESPEAK_VARIANTS, FLITE_VOICES, Samples, espeak, flite
from waveforms import SAMPLE_RATE, normalize, reverberate, to_16k, trim

# espeak-ng speaks fast enough for every accent and variant; flite sounds more like people. About three to two.
ESPEAK_SHARE = 0.62
REVERB_SHARE = 0.3
SHORTEST_SAMPLES = SAMPLE_RATE // 5
LONGEST_SAMPLES = 14 * SAMPLE_RATE


def random_voice(text: str, chooser: random.Random) -> tuple[Samples, str]:
    """Speak `text` with a random voice, speed and pitch; returns 16 kHz samples and the voice's name."""
    if chooser.random() < ESPEAK_SHARE:
        accent, variant = chooser.choice(ESPEAK_ACCENTS), chooser.choice(ESPEAK_VARIANTS)
        voice = f"{accent}+{variant}" if variant else accent
        samples, rate = espeak(
            text, voice, chooser.randint(115, 210), chooser.randint(28, 72), chooser.choice([0, 0, 0, 1, 2])
        )
        speed = chooser.choice([1, 1, chooser.uniform(0.93, 1.08)])
        return to_16k(samples, rate, speed), voice
    voice = chooser.choice(FLITE_VOICES)
    samples, rate = flite(text, voice, chooser.uniform(0.8, 1.3))
    speed = chooser.choice([1, 1, chooser.uniform(0.86, 1.16)])
    return to_16k(samples, rate, speed), f"flite-{voice}"


def speak(text: str, chooser: random.Random, rng: np.random.Generator) -> tuple[np.ndarray, str] | None:
    """log10 mel power (frames, 80) float16 of one sentence, or None if it came out silent, too short or too long."""
    spoken, voice = random_voice(text, chooser)
    samples = trim(spoken)
    if samples is None or not SHORTEST_SAMPLES <= len(samples) <= LONGEST_SAMPLES:
        return None
    samples = normalize(samples)
    if chooser.random() < REVERB_SHARE:
        samples = reverberate(samples, rng)
    # Zero padding: a reflected edge would put speech before the onset.
    power = mel_power(np.pad(samples, 80), "constant")
    return np.log10(np.maximum(power, 1e-10)).astype(np.float16), voice


def write_shard(folder: Path, name: str, sentences: list[str], chooser: random.Random, rng: np.random.Generator) -> int:
    """Writes one shard; the .npy appears last and whole, so that training may read while this runs."""
    features, index, offset = [], [], 0
    for text in sentences:
        try:
            spoken = speak(text, chooser, rng)
        except subprocess.CalledProcessError as error:
            print(f"skipped: {error}", flush=True)
            continue
        if spoken is None:
            continue
        frames, voice = spoken
        features.append(frames)
        index.append({"text": text, "voice": voice, "offset": offset, "frames": len(frames)})
        offset += len(frames)
    (folder / f"{name}.json").write_text(json.dumps(index), encoding="utf-8")
    partial = folder / f"{name}.npy.partial"
    with partial.open("wb") as out:
        np.save(out, np.concatenate(features))
    partial.rename(folder / f"{name}.npy")
    return len(index)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--worker", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--shard-size", type=int, default=1000)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    lines = args.text.read_text(encoding="utf-8").splitlines()[args.worker :: args.workers]
    seed = 1000 + args.worker
    chooser, rng = random.Random(seed), np.random.default_rng(seed)
    for number, start in enumerate(range(0, len(lines), args.shard_size)):
        name = f"shard{args.worker}_{number:03d}"
        count = write_shard(args.folder, name, lines[start : start + args.shard_size], chooser, rng)
        print(f"{name}: {count} sentences", flush=True)


if __name__ == "__main__":
    main()
