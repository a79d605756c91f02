#!/usr/bin/python3
"""Step 5: write a checkpoint as a model folder in the Hugging Face / Optimum layout."""

import argparse
from pathlib import Path
from typing import get_args

from decoderGraph import build_decoder
from encoderGraph import build_encoder
from model import Whisper, load_checkpoint
from modelFiles import write_model_files
from onnxGraph import Dtype
from tokenizer import Tokenizer
from whisperGraph import WhisperGraph

# Optimum's and transformers.js's names.
SUFFIXES: dict[Dtype, str] = {"fp32": "", "q8": "_quantized"}
GRAPHS = {"encoder_model": build_encoder, "decoder_model_merged": build_decoder}


def export(model: Whisper, tokenizer: Tokenizer, folder: Path, dtypes: list[Dtype]) -> None:
    if tokenizer.size != model.config.vocabulary:
        raise ValueError(f"the tokenizer has {tokenizer.size} tokens, the model {model.config.vocabulary}")
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    write_model_files(folder, model.config, tokenizer)
    for dtype in dtypes:
        for name, build in GRAPHS.items():
            graph = WhisperGraph(dtype, model.config, model.state_dict())
            path = folder / "onnx" / f"{name}{SUFFIXES[dtype]}.onnx"
            graph.save(path, *build(graph))
            print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--dtypes", nargs="+", choices=get_args(Dtype), default=list(get_args(Dtype)))
    args = parser.parse_args()
    model, _ = load_checkpoint(str(args.checkpoint))
    export(model, Tokenizer.load(args.tokenizer), args.folder, args.dtypes)


if __name__ == "__main__":
    main()
