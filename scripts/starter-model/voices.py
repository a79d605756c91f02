"""Speech synthesisers as Debian ships them: espeak-ng, flite, festival.

Every function takes text and returns (mono samples in [-1, 1], sample rate).
"""

import os
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]

# American English three times in ten: the accents of the meeting talk most people will try the demo with.
ESPEAK_ACCENTS = [
    "en-us",
    "en-us",
    "en-us",
    "en-gb",
    "en-gb",
    "en-gb-scotland",
    "en-gb-x-rp",
    "en-gb-x-gbclan",
    "en-gb-x-gbcwmd",
    "en-029",
]
ESPEAK_VARIANTS = (
    " m1 m2 m3 m4 m5 m7 m8 f1 f2 f3 f5 Andy Annie adam anika belinda benjamin boris caleb david ed edward iven"
    " john michel pablo paul rob robert steph travis victor zac klatt2 quincy Michael Mike norbert Lee shelby"
).split(" ")
# Never used in training, so that the evaluation has voices the model has not heard.
HELD_OUT_ESPEAK_VARIANTS = ["m6", "f4", "linda", "max", "Alex"]
# flite's recorded voices sound the most like people, hence their weights; its `rms` is held out.
FLITE_VOICES = ["slt"] * 8 + ["awb"] * 7 + ["kal16"] * 4 + ["kal"]
HELD_OUT_FLITE_VOICES = ["rms"]

# Memory-backed where there is such a folder: tens of thousands of short files go through it.
_SCRATCH = "/dev/shm" if os.path.isdir("/dev/shm") else None


def espeak(
    text: str, voice: str, words_per_minute: int = 175, pitch: int = 50, word_gap: int = 0
) -> tuple[Samples, int]:
    """`voice` is an accent with an optional variant (`en-us+f2`); pitch 0 to 99; word gap in units of 10 ms."""
    options = ["-v", voice, "-s", str(words_per_minute), "-p", str(pitch), "-g", str(word_gap)]
    run = subprocess.run(
        ["espeak-ng", *options, "--stdout", text],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return parse_wav(run.stdout)


def flite(text: str, voice: str, duration_stretch: float = 1.0) -> tuple[Samples, int]:
    """`duration_stretch` above 1 speaks slower."""
    with tempfile.TemporaryDirectory(dir=_SCRATCH) as scratch:
        path = Path(scratch, "speech.wav")
        stretch = f"duration_stretch={duration_stretch:.3f}"
        subprocess.run(
            ["flite", "-voice", voice, "--setf", stretch, "-t", text, "-o", str(path)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        return parse_wav(path.read_bytes())


def festival(text: str, voice: str) -> tuple[Samples, int]:
    """`voice` is festival's own name, such as `voice_kal_diphone`."""
    with tempfile.TemporaryDirectory(dir=_SCRATCH) as scratch:
        source, path = Path(scratch, "text.txt"), Path(scratch, "speech.wav")
        source.write_text(text, encoding="utf-8")
        subprocess.run(
            ["text2wave", "-eval", f"({voice})", "-o", str(path), str(source)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        return parse_wav(path.read_bytes())


def parse_wav(data: bytes) -> tuple[Samples, int]:
    """Samples of the first channel of a 16-bit WAV file.

    Written for streams: espeak-ng does not know the length when it writes the header, so the sizes in it are ignored.
    """
    channels = int.from_bytes(data[22:24], "little")
    rate = int.from_bytes(data[24:28], "little")
    body = data[data.find(b"data") + 8 :]
    pcm = np.frombuffer(body[: len(body) // 2 * 2], np.int16)
    return (pcm[::channels].astype(np.float32) / 32768), rate
