"""The three training losses of one batch."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from batches import Batch
from model import Whisper
from targets import IGNORED

# Heads of the last decoder layer that learn to point at the audio of the token they predict. Guided attention
# (Tachibana et al. 2017) gets learning going, and makes them the alignment heads that word times come from.
GUIDED_HEADS = 2
GUIDE_WEIGHT = 0.1


@dataclass(frozen=True)
class Losses:
    decoder: Tensor
    ctc: Tensor
    guide: Tensor
    accuracy: float

    def total(self, ctc_weight: float) -> Tensor:
        return self.decoder + ctc_weight * self.ctc + GUIDE_WEIGHT * self.guide


def compute_losses(model: Whisper, batch: Batch, device: torch.device) -> Losses:
    inputs = torch.from_numpy(batch.inputs).to(device)
    labels = torch.from_numpy(batch.labels).to(device)
    with torch.autocast(device.type, dtype=torch.bfloat16):
        encoded = model.encode(torch.from_numpy(batch.mel).to(device), batch.offsets)
        logits, attentions = model.decode(inputs, encoded)
        letters = model.ctc(encoded)
    logits = logits.float()
    decoder = F.cross_entropy(logits.view(-1, logits.shape[-1]), labels.view(-1), ignore_index=IGNORED)
    with torch.no_grad():
        known = labels != IGNORED
        accuracy = float((logits.argmax(-1) == labels)[known].float().mean())
    return Losses(decoder, _ctc_loss(letters, batch), _guide_loss(attentions[-1], batch), accuracy)


def _ctc_loss(letters: Tensor, batch: Batch) -> Tensor:
    rows = [row for row, ids in enumerate(batch.letters) if ids]
    if not rows:
        return torch.zeros((), device=letters.device)
    log_probabilities = letters.float()[rows].log_softmax(-1).transpose(0, 1)
    targets = [batch.letters[row] for row in rows]
    return F.ctc_loss(
        log_probabilities,
        torch.tensor([letter for ids in targets for letter in ids], device=letters.device),
        torch.full((len(rows),), log_probabilities.shape[0], dtype=torch.long),
        torch.tensor([len(ids) for ids in targets]),
        zero_infinity=True,
    )


def _guide_loss(attention: Tensor, batch: Batch) -> Tensor:
    """Negative logarithm of the attention that falls where the token is spoken."""
    if not batch.guides:
        return torch.zeros((), device=attention.device)
    row, query, first, end = torch.tensor(batch.guides, device=attention.device).unbind(1)
    guided = attention[:, :GUIDED_HEADS].float().mean(1)[row, query]
    frames = torch.arange(guided.shape[1], device=attention.device)[None]
    inside = (frames >= first[:, None]) & (frames < end[:, None])
    return -((guided * inside).sum(1) + 1e-4).log().mean()
