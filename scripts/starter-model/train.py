#!/usr/bin/python3
"""Step 4: train. Stop it whenever you like: the checkpoint is written every two minutes.

The shipped model: `--minutes 64` on two cores, started with `--init` from a run of about 20 minutes.
On a GPU: `--device cuda --width 256 --decoder-layers 4 --rows-seconds 1000` or more.
"""

import os

# OpenBLAS in Debian 12 does not know newer CPUs and falls back to slow kernels there.
os.environ.setdefault("OPENBLAS_CORETYPE", "SKYLAKEX")

import argparse
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch

import schedule
from batches import BatchOptions, make_batch
from losses import compute_losses
from model import ModelConfig, Whisper, load_checkpoint, save_checkpoint
from muon import Muon
from sentencePool import SentencePool
from tokenizer import Tokenizer

REPORT_STEPS = 20
REFRESH_STEPS = 400
SAVE_SECONDS = 120


class Optimizers:
    """Muon for the hidden matrices; AdamW for embeddings, convolutions, norms and biases."""

    def __init__(self, model: Whisper) -> None:
        self._model = model
        hidden: list[torch.nn.Parameter] = []
        matrices: list[torch.nn.Parameter] = []
        vectors: list[torch.nn.Parameter] = []
        for name, parameter in model.named_parameters():
            in_layers = name.startswith(("encoder.", "decoder."))
            kind = hidden if parameter.ndim == 2 and in_layers else matrices if parameter.ndim > 1 else vectors
            kind.append(parameter)
        self._muon = Muon(hidden)
        groups = [{"params": matrices, "weight_decay": 0.01}, {"params": vectors, "weight_decay": 0.0}]
        self._adam = torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-8)

    def step(self, loss: torch.Tensor, learning_rate: float) -> float:
        """Returns the norm of the gradient before clipping. A step that is not finite is left out."""
        self._adam.zero_grad(set_to_none=True)
        self._model.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        norm = float(torch.nn.utils.clip_grad_norm_(self._model.parameters(), 1.0))
        if np.isfinite(norm):
            for group in self._adam.param_groups:
                group["lr"] = learning_rate
            self._adam.step()
            self._muon.step(learning_rate)
        return norm

    def state(self) -> dict[str, Any]:
        return {"adam": self._adam.state_dict(), "muon": self._muon.momentum}

    def restore(self, state: dict[str, Any], device: torch.device) -> None:
        self._adam.load_state_dict(state["adam"])
        self._muon.momentum = {shape: momentum.to(device) for shape, momentum in state["muon"].items()}


def create_model(args: argparse.Namespace, tokenizer: Tokenizer) -> tuple[Whisper, dict[str, Any]]:
    """A fresh model, or the one in `--init` with its optimizers' state."""
    if args.init is not None:
        return load_checkpoint(str(args.init))
    config = ModelConfig(
        vocabulary=tokenizer.size,
        first_timestamp=tokenizer.first_timestamp,
        width=args.width,
        heads=args.heads,
        feed_forward=4 * args.width,
        encoder_layers=args.encoder_layers,
        decoder_layers=args.decoder_layers,
    )
    return Whisper(config), {}


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shards", type=Path, help="folder written by synthesize.py")
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("checkpoint", type=Path)
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--minutes", type=float)
    length.add_argument("--steps", type=int)
    parser.add_argument("--init", type=Path, help="checkpoint to start from")
    parser.add_argument("--width", type=int, default=160)
    parser.add_argument("--heads", type=int, default=4)
    parser.add_argument("--encoder-layers", type=int, default=4)
    parser.add_argument("--decoder-layers", type=int, default=2)
    parser.add_argument("--learning-rate", type=float, default=2e-3)
    parser.add_argument("--warm-up-steps", type=int, default=200)
    parser.add_argument("--rows-seconds", type=float, default=72, help="seconds of audio in a batch")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def main() -> None:
    args = parse_arguments()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    device = torch.device(args.device)
    tokenizer, pool = Tokenizer.load(args.tokenizer), SentencePool(args.shards)
    model, saved = create_model(args, tokenizer)
    model.to(device).train()
    optimizers = Optimizers(model)
    if "adam" in saved:
        optimizers.restore(saved, device)
    parameters = sum(parameter.numel() for name, parameter in model.named_parameters() if not name.startswith("ctc"))
    print(f"{len(pool.sentences)} sentences, {parameters / 1e6:.2f} M parameters", flush=True)

    def save() -> None:
        partial = f"{args.checkpoint}.partial"
        save_checkpoint(partial, model, **optimizers.state())
        os.replace(partial, args.checkpoint)

    started = last_saved = time.monotonic()
    step, heard_seconds, report = 0, 0.0, np.zeros(4)
    while True:
        elapsed = time.monotonic() - started
        fraction = step / args.steps if args.steps is not None else elapsed / 60 / args.minutes
        if fraction >= 1:
            break
        frames = schedule.window_frames(fraction, rng)
        options = BatchOptions(
            frames=frames,
            rows=max(2, int(args.rows_seconds * 100 / frames)),
            prompt_share=schedule.prompt_share(fraction),
            offset_share=schedule.offset_share(fraction),
            augment=schedule.augments(fraction),
        )
        losses = compute_losses(model, make_batch(pool, tokenizer, rng, options), device)
        learning_rate = args.learning_rate * schedule.learning_rate_factor(fraction, step, args.warm_up_steps)
        optimizers.step(losses.total(schedule.ctc_weight(fraction)), learning_rate)
        step += 1
        heard_seconds += frames * options.rows / 100
        report += [float(losses.decoder), losses.accuracy, float(losses.ctc), float(losses.guide)]
        if step % REPORT_STEPS == 0:
            decoder, accuracy, ctc, guide = report / REPORT_STEPS
            print(
                f"{elapsed / 60:5.1f} min, step {step}: loss {decoder:.3f}, accuracy {accuracy:.3f}, ctc {ctc:.3f},"
                f" guide {guide:.3f}, {heard_seconds / 3600:.2f} h heard",
                flush=True,
            )
            report[:] = 0
        if step % REFRESH_STEPS == 0:
            pool.refresh()
        if time.monotonic() - last_saved > SAVE_SECONDS:
            save()
            last_saved = time.monotonic()
    save()
    print(f"done: {step} steps, {heard_seconds / 3600:.2f} h heard", flush=True)


if __name__ == "__main__":
    main()
