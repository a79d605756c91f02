"""Letters for the auxiliary CTC loss on the encoder.

Without it the encoder learns only through the decoder's attention, which at first looks nowhere in particular. Letters
give it a signal of its own from the first step. (Joint CTC and attention training: Kim, Hori, Watanabe 2017.)
"""

_LETTERS = " abcdefghijklmnopqrstuvwxyz'"
_IDS = {letter: i + 1 for i, letter in enumerate(_LETTERS)}

# Letters and the blank, which is 0.
CTC_SYMBOLS = len(_LETTERS) + 1


def ctc_ids(text: str) -> list[int]:
    return [_IDS[letter] for letter in text.lower().replace("-", " ") if letter in _IDS]
