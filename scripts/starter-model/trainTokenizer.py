#!/usr/bin/python3
"""Step 3: learn the BPE merges from the training text."""

import argparse
from pathlib import Path

from tokenizer import Tokenizer, train_merges


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", type=Path)
    parser.add_argument("--vocabulary", type=int, default=1000)
    parser.add_argument("--output", type=Path, required=True)
    args = parser.parse_args()
    lines = args.text.read_text(encoding="utf-8").splitlines()
    tokenizer = Tokenizer(train_merges(lines, args.vocabulary))
    tokenizer.save(args.output)
    tokens = sum(len(tokenizer.encode(" " + line)) for line in lines)
    print(f"{len(tokenizer.tokens)} tokens, {tokens / len(lines):.1f} a sentence")


if __name__ == "__main__":
    main()
