#!/usr/bin/python3
"""Make the bundled sample meeting: audio, ground truth, and the script as plain text.

The speakers are voices the starter model knows (flite's slt, awb and kal16) and the sentences have
the shapes it was trained on: this is a recording it can transcribe. Every word is in its vocabulary, and no sentence
is in its training text, save a few greetings that leave no choice (`--training-text` checks both). The same command
gives the same samples; the bytes of the file also depend on the version of ffmpeg's Opus encoder.
"""

import argparse
import json
import re
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from voices import Samples, flite
from waveforms import SAMPLE_RATE, normalize, to_16k, trim, write_wav

NAME = "project-meeting"
SEED = 20
# Speaker -> (flite voice, duration stretch).
SPEAKERS = {"Anna": ("slt", 1.0), "David": ("awb", 1.0), "Ben": ("kal16", 1.0)}

# One entry per sentence, as the ground truth has one segment per sentence.
SCRIPT = [
    ("Anna", "Good morning, everyone."),
    ("Anna", "Today we will discuss the new release and the annual budget."),
    ("Anna", "David, could you give us an update on the new release?"),
    ("David", "The final version is almost done."),
    ("David", "Maria found seven bugs in the important script."),
    ("David", "There is a conflict in the internal database."),
    ("Ben", "Who will fix the internal database?"),
    ("David", "Kate will fix the internal database by Thursday afternoon."),
    ("Anna", "Thanks, David."),
    ("Anna", "Now, let's talk about the annual budget."),
    ("Ben", "We spent forty thousand dollars on equipment."),
    ("Ben", "Customer satisfaction increased by eleven percent last quarter."),
    ("Ben", "The budget for the engineering team is ninety thousand dollars."),
    ("Anna", "Ben, could you share the detailed report?"),
    ("Ben", "I will finish the detailed report and update the dashboard."),
    ("David", "The customer in Berlin asked about the current price."),
    ("David", "We are meeting the customer in Berlin on Friday morning."),
    ("Anna", "Please send the weekly summary before Wednesday."),
    ("Anna", "The deadline for the final release is the fifth of October."),
    ("Anna", "Action item for Ben: prepare the weekly summary."),
    ("Anna", "That's all for today."),
]

# So short that the training text holds every one of their kind.
GREETINGS = {"Good morning, everyone.", "Thanks, David.", "That's all for today."}

# Pauses in seconds: within one person's turn, and between two people.
PAUSE_IN_TURN = (0.35, 0.6)
PAUSE_BETWEEN_TURNS = (0.5, 0.9)
# Root mean square of the room noise; speech is at 0.06.
NOISE = 0.0005
SPEECH_SCALE = 0.6


def compose() -> tuple[Samples, list[dict[str, object]]]:
    """The whole recording and one {speaker, start, end, text} per sentence, times in seconds."""
    rng = np.random.default_rng(SEED)
    pieces: list[Samples] = []
    segments: list[dict[str, object]] = []
    position, previous = 0, None
    for speaker, text in SCRIPT:
        voice, stretch = SPEAKERS[speaker]
        samples = trim(to_16k(*flite(text, voice, stretch)))
        if samples is None:
            raise RuntimeError(f"flite was silent for: {text}")
        pause = int(rng.uniform(*(PAUSE_IN_TURN if speaker == previous else PAUSE_BETWEEN_TURNS)) * SAMPLE_RATE)
        start, end = position + pause, position + pause + len(samples)
        pieces += [np.zeros(pause, np.float32), normalize(samples) * np.float32(SPEECH_SCALE)]
        times = {"start": round(start / SAMPLE_RATE, 2), "end": round(end / SAMPLE_RATE, 2)}
        segments.append({"speaker": speaker, **times, "text": text})
        position, previous = end, speaker
    recording = np.concatenate([*pieces, np.zeros(SAMPLE_RATE // 2, np.float32)])
    return recording + (rng.standard_normal(len(recording)) * NOISE).astype(np.float32), segments


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[a-z']+", text.lower()))


def check_against(training_texts: list[Path]) -> None:
    """Raises ValueError if the script has a word the model never read or a sentence it was trained on."""
    lines = [line for path in training_texts for line in path.read_text(encoding="utf-8").splitlines()]
    unknown = set().union(*(words_of(text) for _, text in SCRIPT)) - set().union(*map(words_of, lines))
    trained = ({text for _, text in SCRIPT} & set(lines)) - GREETINGS
    if unknown or trained:
        raise ValueError(f"unknown words: {sorted(unknown)}; sentences of the training text: {sorted(trained)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="assets/samples")
    parser.add_argument("--training-text", type=Path, nargs="*", default=[])
    args = parser.parse_args()
    if args.training_text:
        check_against(args.training_text)
    recording, segments = compose()
    args.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        wav = Path(scratch, "meeting.wav")
        write_wav(wav, recording)
        target = str(args.folder / f"{NAME}.ogg")
        options = ["-c:a", "libopus", "-b:a", "32k", "-bitexact"]
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", str(wav), *options, target], check=True)
    truth = {"durationSeconds": round(len(recording) / SAMPLE_RATE, 2), "language": "en", "segments": segments}
    (args.folder / f"{NAME}.json").write_text(json.dumps(truth, indent=2) + "\n", encoding="utf-8")
    lines = [f"{segment['speaker']}: {segment['text']}" for segment in segments]
    (args.folder / f"{NAME}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{truth['durationSeconds']} s, {len(segments)} sentences")


if __name__ == "__main__":
    main()
