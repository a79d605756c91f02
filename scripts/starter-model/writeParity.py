#!/usr/bin/python3
"""What PyTorch makes of one clip, for checkParity.ts to compare with the exported graphs.

Writes features.f32 (80, 3000), encoded.f32 (1500, width) and parity.json: the prompt and the greedy tokens after it.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from features import window_features
from model import Whisper, load_checkpoint
from tokenizer import Tokenizer
from voices import parse_wav

LONGEST_TRANSCRIPT = 60


@torch.no_grad()
def greedy(model: Whisper, encoded: torch.Tensor, prompt: list[int], end: int) -> list[int]:
    """Most probable tokens, any of them, until end-of-text (left out) or LONGEST_TRANSCRIPT."""
    ids = list(prompt)
    while len(ids) < len(prompt) + LONGEST_TRANSCRIPT:
        logits, _ = model.decode(torch.tensor([ids]), encoded)
        best = int(logits[0, -1].argmax())
        if best == end:
            break
        ids.append(best)
    return ids[len(prompt) :]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("clip", type=Path, help="16 kHz WAV file")
    parser.add_argument("folder", type=Path)
    args = parser.parse_args()
    model, _ = load_checkpoint(str(args.checkpoint))
    tokenizer = Tokenizer.load(args.tokenizer)
    samples, _ = parse_wav(args.clip.read_bytes())
    features = np.ascontiguousarray(window_features(samples).T)
    with torch.no_grad():
        encoded = model.encode(torch.from_numpy(features[None]))
    prompt = [tokenizer.start_of_transcript, tokenizer.english, tokenizer.transcribe, tokenizer.no_timestamps]
    tokens = greedy(model, encoded, prompt, tokenizer.end_of_text)
    args.folder.mkdir(parents=True, exist_ok=True)
    features.tofile(args.folder / "features.f32")
    encoded[0].numpy().tofile(args.folder / "encoded.f32")
    parity = {"prompt": prompt, "tokens": tokens, "endOfText": tokenizer.end_of_text, "text": tokenizer.decode(tokens)}
    (args.folder / "parity.json").write_text(json.dumps(parity) + "\n", encoding="utf-8")
    print(parity["text"])


if __name__ == "__main__":
    main()
