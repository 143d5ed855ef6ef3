"""A network made fast for reading: batch norm folded away, bfloat16 where the processor computes in it."""

import copy

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from recto.recognition.committee import Committee
from recto.recognition.decoding import Seen
from recto.recognition.network import Network
from recto.recognition.precision import computes_in_bfloat16

EMBEDDING = 32
"""Numbers in an embedding."""
_NOWHERE = 1e-6
"""Gives a line without any feature a direction, so that every embedding has unit length."""


class FastNetwork:
    """A network for reading alone; `look` may be called from several threads."""

    def __init__(self, network: Network) -> None:
        self._kind = torch.bfloat16 if computes_in_bfloat16() else torch.float32
        columns = _folded(network.columns)
        self._columns = columns.to(self._kind, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._context = copy.deepcopy(network.context).eval().to(self._kind)
        self._head = copy.deepcopy(network.head).eval().to(self._kind)
        self._committee = Committee(self._head, network.architecture.dropout)
        self._projection = _projection(network.head.in_features)

    @torch.inference_mode()
    def look(self, ink: Tensor) -> Seen:
        """(lines, 1, height, width) of ink in 0..1 to posteriors, embeddings and a committee's votes."""
        columns = (
            self._columns(ink.to(self._kind, memory_format=torch.channels_last)).squeeze(2).transpose(1, 2)
        )
        context, _ = self._context(columns.relu())
        probabilities = self._head(context).float().softmax(-1).numpy()
        pooled = columns.float().mean(dim=1) @ self._projection
        pooled[:, 0] += _NOWHERE
        embeddings = nn.functional.normalize(pooled, dim=1, eps=_NOWHERE / 2).numpy()
        return Seen(probabilities, embeddings, self._committee.votes(context, probabilities))


def _folded(columns: nn.Sequential) -> nn.Sequential:
    """The convolutions with their batch norms folded in, without the last ReLU: embeddings need both signs."""
    kept: list[nn.Module] = []
    for module in copy.deepcopy(columns).eval():
        if isinstance(module, nn.BatchNorm2d) and isinstance(kept[-1], nn.Conv2d):
            kept[-1] = fuse_conv_bn_eval(kept[-1], module)
        else:
            # In place: a tensor that malloc has to map anew costs more than the ReLU does.
            kept.append(nn.ReLU(inplace=True) if isinstance(module, nn.ReLU) else module)
    return nn.Sequential(*kept[:-1])


def _projection(features: int) -> Tensor:
    """The same random directions for every model of a width, so that embeddings of one model compare."""
    directions = np.random.default_rng(32).standard_normal((features, EMBEDDING))
    return torch.from_numpy((directions / np.sqrt(features)).astype(np.float32))
