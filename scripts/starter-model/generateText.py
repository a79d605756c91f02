#!/usr/bin/python3
"""Step 1: write the training text, one sentence a line.

The shipped model was trained on `generateText.py 36000 --seed 7` and `generateText.py 26000 --seed 11`.
"""

import argparse
from pathlib import Path

from grammar import Grammar


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, help="number of different sentences")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--output", type=Path, required=True)
    args = parser.parse_args()
    args.output.write_text("\n".join(Grammar(args.seed).sentences(args.count)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
