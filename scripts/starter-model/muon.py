"""Muon: momentum, orthogonalised by Newton-Schulz iterations (Keller Jordan 2024, github.com/KellerJordan/Muon).

For the hidden matrices only; with AdamW alone the same accuracy took longer.
"""

from collections.abc import Iterable

import torch
from torch import Tensor, nn

MOMENTUM = 0.95
WEIGHT_DECAY = 0.05
# Of the quintic iteration published with Muon.
_COEFFICIENTS = (3.4445, -4.7750, 2.0315)
_ITERATIONS = 5
# Gives an update the size AdamW's has, so that both take the same learning rate (Liu et al. 2025, "Muon is scalable").
_UPDATE_SCALE = 0.2


class Muon:
    """Matrices of one shape (or its transpose) are updated together, as one batched product."""

    def __init__(self, parameters: Iterable[nn.Parameter]) -> None:
        self._groups: dict[tuple[int, ...], list[nn.Parameter]] = {}
        for parameter in parameters:
            self._groups.setdefault(tuple(sorted(parameter.shape)), []).append(parameter)
        self.momentum = {
            shape: torch.zeros(len(group), *shape, device=group[0].device) for shape, group in self._groups.items()
        }

    @torch.no_grad()
    def step(self, learning_rate: float) -> None:
        for shape, group in self._groups.items():
            tall = [parameter.shape[0] > parameter.shape[1] for parameter in group]
            gradients = torch.stack(
                [_gradient(parameter, transposed) for parameter, transposed in zip(group, tall, strict=True)]
            )
            momentum = self.momentum[shape].mul_(MOMENTUM).add_(gradients)
            updates = _orthogonalize(gradients + MOMENTUM * momentum)
            updates *= _UPDATE_SCALE * max(shape) ** 0.5 * learning_rate
            for parameter, transposed, update in zip(group, tall, updates, strict=True):
                parameter.mul_(1 - learning_rate * WEIGHT_DECAY).sub_(update.t() if transposed else update)


def _gradient(parameter: nn.Parameter, transposed: bool) -> Tensor:
    if parameter.grad is None:
        raise ValueError("step before backward")
    return parameter.grad.t() if transposed else parameter.grad


def _orthogonalize(matrices: Tensor) -> Tensor:
    """(count, rows, columns) with rows <= columns to about the nearest matrices with all singular values 1."""
    a, b, c = _COEFFICIENTS
    norms = matrices.flatten(1).norm(dim=1)[:, None, None]
    x = (matrices / (norms + 1e-7)).bfloat16()
    for _ in range(_ITERATIONS):
        gram = torch.bmm(x, x.transpose(1, 2))
        x = a * x + torch.bmm(b * gram + c * torch.bmm(gram, gram), x)
    return x.float()
