"""Gradients of one step computed in parts: a replica of the network, and at best a core, for each part."""

import copy
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import torch
from torch import Tensor

from recto.recognition.network import Network
from recto.recognition.training_steps import ctc_loss


class Batch(NamedTuple):
    """Lines of like width as (lines, 1, height, width) of ink in 0..1, with the classes of each one's text."""

    ink: Tensor
    targets: list[list[int]]


class Gradients:
    """Replicas of a network that share its weights, each taking one batch of a step.

    What comes out depends on the batches alone and not on `threads`, the number of replicas that compute at a time.
    Unlike threads within one operation, these wait for each other once a step only, so that other work on the
    machine slows training by no more than its share.
    """

    def __init__(self, network: Network, parts: int, threads: int) -> None:
        self._network = network
        # The first part is the network itself: its batch norms are the ones that gather statistics.
        self._replicas = [network, *(_replica(network) for _ in range(parts - 1))]
        for seed, replica in enumerate(self._replicas):
            replica.drop.generator.manual_seed(torch.initial_seed() + seed)
        self._pool = ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,))

    def of(self, batches: Sequence[Batch]) -> float:
        """Set the network's gradients to those of the mean loss over all lines of the batches; that loss."""
        lines = [len(batch.targets) for batch in batches]
        parts = list(self._pool.map(_gradients, self._replicas, batches))
        shares = [count / sum(lines) for count in lines]
        for index, parameter in enumerate(self._network.parameters()):
            parameter.grad = sum(
                (gradients[index] * share for (_, gradients), share in zip(parts, shares, strict=True)),
                start=torch.zeros(()),
            )
        return sum(loss * share for (loss, _), share in zip(parts, shares, strict=True))

    def close(self) -> None:
        """Let the threads go."""
        self._pool.shutdown()


def _replica(network: Network) -> Network:
    """A copy with statistics of its own and the network's own weights: a step changes them for all."""
    replica = copy.deepcopy(network)
    for shared, parameter in zip(network.parameters(), replica.parameters(), strict=True):
        parameter.data = shared.data
    return replica


def _gradients(network: Network, batch: Batch) -> tuple[float, tuple[Tensor, ...]]:
    network.train()
    loss = ctc_loss(network, batch.ink, batch.targets)
    return float(loss.detach()), torch.autograd.grad(loss, list(network.parameters()))
