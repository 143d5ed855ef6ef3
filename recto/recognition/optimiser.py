"""How a network takes its steps: what is a matrix by Muon, everything else by AdamW."""

from typing import Any

import torch
from torch import Tensor, nn

from recto.recognition.network import Network

_MATRIX_RATE = 8.0
"""The rate of matrices over that of everything else: a Muon step has a length of its own."""


class Optimiser:
    """Muon (Jordan et al. 2024) steps along the nearest orthogonal matrix to the momentum; kernels are unrolled.

    The head is left to AdamW, as its authors advise for output layers: rare graphemes are rows that seldom change.
    """

    def __init__(self, network: Network, rate: float, weight_decay: float) -> None:
        kernels = [each for each in network.columns.parameters() if each.ndim == 4 and each.shape[1] > 1]
        matrices = [each for each in network.context.parameters() if each.ndim == 2]
        taken = {id(each) for each in (*kernels, *matrices)}
        others = [each for each in network.parameters() if id(each) not in taken]
        self._unrolled = [(kernel, nn.Parameter(_unrolled(kernel.data))) for kernel in kernels]
        matrices += [matrix for _, matrix in self._unrolled]
        self._parts = (
            torch.optim.Muon(
                matrices, rate * _MATRIX_RATE, weight_decay=weight_decay, adjust_lr_fn="original"
            ),
            torch.optim.AdamW(others, rate, weight_decay=weight_decay),
        )
        self._peaks = [part.param_groups[0]["lr"] for part in self._parts]

    def step(self, share: float) -> None:
        """Change the weights by their gradients, at this share of the peak rate."""
        for kernel, matrix in self._unrolled:
            if kernel.grad is not None:
                matrix.grad = _unrolled(kernel.grad)
        for part, peak in zip(self._parts, self._peaks, strict=True):
            part.param_groups[0]["lr"] = peak * share
            part.step()

    def state(self) -> list[dict[str, Any]]:
        """What a checkpoint keeps."""
        return [part.state_dict() for part in self._parts]

    def resume(self, state: list[dict[str, Any]]) -> None:
        """Go on from what `state` gave."""
        for part, kept in zip(self._parts, state, strict=True):
            part.load_state_dict(kept)


def _unrolled(kernel: Tensor) -> Tensor:
    """(outputs, inputs, height, width) as (outputs, rest); the same memory where channels are last."""
    return kernel.permute(0, 2, 3, 1).reshape(kernel.shape[0], -1)
