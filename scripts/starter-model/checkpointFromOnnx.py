#!/usr/bin/python3
"""Turn an exported fp32 model folder back into a checkpoint, to train it further or to check the export.

Checkpoints with optimizer state are too big to keep in the repository. The auxiliary CTC head is not part of an export:
it starts anew, and needs some hundred steps to catch up.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from model import ModelConfig, Whisper, save_checkpoint
from tokenizer import Tokenizer

# Names in the export -> names in model.py, longest first where one contains another.
_NAMES = [
    ("model.encoder.conv", "conv"),
    ("model.encoder.embed_positions.weight", "audio_positions"),
    ("model.encoder.layer_norm", "encoder_norm"),
    ("model.encoder.layers", "encoder"),
    ("model.decoder.embed_tokens", "embedding"),
    ("model.decoder.embed_positions.weight", "text_positions"),
    ("model.decoder.layer_norm", "decoder_norm"),
    ("model.decoder.layers", "decoder"),
    ("self_attn_layer_norm", "self_norm"),
    ("encoder_attn_layer_norm", "cross_norm"),
    ("final_layer_norm", "mlp_norm"),
    ("self_attn", "self_attention"),
    ("encoder_attn", "cross_attention"),
    ("q_proj", "query"),
    ("k_proj", "key"),
    ("v_proj", "value"),
    ("out_proj", "out"),
    ("fc1", "expand"),
    ("fc2", "contract"),
]


def _internal_name(name: str) -> str:
    for exported, internal in _NAMES:
        name = name.replace(exported, internal)
    return name


def _read_weights(path: Path, head_width: int) -> dict[str, torch.Tensor]:
    weights = {}
    for initializer in onnx.load(str(path)).graph.initializer:
        if not initializer.name.startswith("model."):
            continue
        value = numpy_helper.to_array(initializer).copy()
        if "q_proj" in initializer.name:
            value = value / np.float32(head_width**-0.5)
        if value.ndim == 2 and ("_proj." in initializer.name or ".fc" in initializer.name):
            value = value.T
        weights[_internal_name(initializer.name)] = torch.from_numpy(np.ascontiguousarray(value))
    return weights


def read_model(folder: Path) -> tuple[Whisper, Tokenizer]:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    merges = (folder / "merges.txt").read_text(encoding="utf-8").splitlines()[1:]
    tokenizer = Tokenizer([(first, second) for first, second in (merge.split(" ") for merge in merges)])
    model = Whisper(
        ModelConfig(
            vocabulary=config["vocab_size"],
            first_timestamp=tokenizer.first_timestamp,
            width=config["d_model"],
            heads=config["encoder_attention_heads"],
            feed_forward=config["encoder_ffn_dim"],
            encoder_layers=config["encoder_layers"],
            decoder_layers=config["decoder_layers"],
        )
    )
    head_width = config["d_model"] // config["encoder_attention_heads"]
    weights = {
        **_read_weights(folder / "onnx" / "encoder_model.onnx", head_width),
        **_read_weights(folder / "onnx" / "decoder_model_merged.onnx", head_width),
    }
    missing, unexpected = model.load_state_dict(weights, strict=False)
    if unexpected or any(not name.startswith("ctc.") for name in missing):
        raise ValueError(f"not an export of this recipe: missing {missing}, unexpected {unexpected}")
    return model.eval(), tokenizer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="such as assets/models/earshot-starter")
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("tokenizer", type=Path)
    args = parser.parse_args()
    model, tokenizer = read_model(args.folder)
    save_checkpoint(str(args.checkpoint), model)
    tokenizer.save(args.tokenizer)


if __name__ == "__main__":
    main()
