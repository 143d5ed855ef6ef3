"""The line recogniser: convolutions over the image, a bidirectional LSTM over its columns, a class per frame."""

from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn

from recto.recognition.line_images import Scale

FRAME = 4
"""Pixels of a prepared line that one frame of the output stands for."""


@dataclass(frozen=True)
class Architecture:
    """Everything needed to build a network and feed it: it travels in the metadata of the weights."""

    kind: str = "columns-1"
    height: int = 40
    squeeze: float = 1.0
    stem: int = 16
    wide: int = 48
    deep: int = 80
    deepest: int = 128
    hidden: int = 128
    layers: int = 2
    dropout: float = 0.15

    @property
    def scale(self) -> Scale:
        """What lines are scaled to before the network sees them."""
        return Scale(self.height, self.squeeze)


class Network(nn.Module):
    """(lines, 1, height, width) of ink in 0..1 to (lines, width / 4, classes) of scores; class 0 is blank."""

    def __init__(self, architecture: Architecture, classes: int) -> None:
        super().__init__()
        a = architecture
        self.architecture = a
        self.columns = nn.Sequential(
            *_block(1, a.stem, 5, stride=2),
            *_block(a.stem, a.wide, 3),
            nn.MaxPool2d(2),
            *_block(a.wide, a.deep, 3),
            *_block(a.deep, a.deep, 3),
            nn.MaxPool2d((2, 1)),
            *_block(a.deep, a.deepest, 3),
            *_block(a.deepest, a.deepest, 3),
            nn.Conv2d(a.deepest, 2 * a.hidden, (a.height // 8, 1), bias=False),
            nn.BatchNorm2d(2 * a.hidden),
            nn.ReLU(),
        )
        self.drop = FeatureDropout(a.dropout)
        self.context = nn.LSTM(2 * a.hidden, a.hidden, a.layers, bidirectional=True, batch_first=True)
        self.head = nn.Linear(2 * a.hidden, classes)

    def features(self, ink: Tensor) -> Tensor:
        """(lines, 1, height, width) of ink to (lines, width / 4, features)."""
        seen = self.columns(ink).squeeze(2).transpose(1, 2)
        return cast("Tensor", self.context(seen)[0])

    def forward(self, ink: Tensor) -> Tensor:
        """Scores before the softmax."""
        return cast("Tensor", self.head(self.drop(self.features(ink))))


class FeatureDropout(nn.Module):
    """Leaves out features of a line along its whole length, drawn by a generator of its own.

    A mask that changed by frame would be undone by the LSTM's memory (Gal & Ghahramani 2016, arXiv:1512.05287).
    """

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share
        self.generator = torch.Generator()

    def forward(self, features: Tensor) -> Tensor:
        """(lines, frames, features) with some features of each line at 0 and the others larger, in training only."""
        if not self.training or self.share == 0:
            return features
        lines, _, count = features.shape
        kept = torch.rand((lines, 1, count), generator=self.generator) >= self.share
        return features * (kept / (1 - self.share)).to(features.dtype)


def grow_head(network: Network, likeness: list[int | None]) -> None:
    """Append one class for each entry of `likeness`: a little off the class named, or the mean of all.

    The bias starts low, so that a new class says nothing until it was seen in training.
    """
    old = network.head
    kept = old.weight.data
    rows = [kept[each] * 0.9 if each is not None else kept[1:].mean(dim=0) for each in likeness]
    quiet = old.bias.data[1:].min()
    biases = [old.bias.data[each] - 2 if each is not None else quiet for each in likeness]
    network.head = nn.Linear(kept.shape[1], kept.shape[0] + len(likeness))
    with torch.no_grad():
        network.head.weight.copy_(torch.cat([kept, *[row[None] for row in rows]]))
        network.head.bias.copy_(torch.cat([old.bias.data, *[bias.reshape(1) for bias in biases]]))


def _block(inputs: int, outputs: int, size: int, stride: int = 1) -> list[nn.Module]:
    convolution = nn.Conv2d(inputs, outputs, size, stride, padding=size // 2, bias=False)
    return [convolution, nn.BatchNorm2d(outputs), nn.ReLU()]
