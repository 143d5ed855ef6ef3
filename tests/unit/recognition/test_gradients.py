"""Gradients computed in parts, and the steps taken with them."""

import copy

import pytest
import torch

from recto.recognition import model_file
from recto.recognition.alphabet import Alphabet
from recto.recognition.gradients import Batch, Gradients
from recto.recognition.network import Architecture
from recto.recognition.optimiser import Optimiser
from recto.recognition.training_steps import ctc_loss

SMALL = Architecture(height=16, stem=4, wide=4, deep=8, deepest=8, hidden=8, layers=1, dropout=0.0)


@pytest.fixture
def network():
    network = model_file.fresh(SMALL, Alphabet(("a", "b")), version="small", seed=3).network
    return network.to(memory_format=torch.channels_last)


def batch(lines, seed=0):
    ink = torch.rand((lines, 1, 16, 64), generator=torch.Generator().manual_seed(seed))
    return Batch(ink, [[1, 2]] * lines)


def gradients_of(network, batches, threads):
    parts = Gradients(network, parts=len(batches), threads=threads)
    loss = parts.of(batches)
    parts.close()
    return loss, [parameter.grad.clone() for parameter in network.parameters()]


def test_the_number_of_threads_changes_nothing(network):
    other = copy.deepcopy(network)
    alone = gradients_of(network, [batch(3), batch(2, seed=1)], threads=1)
    together = gradients_of(other, [batch(3), batch(2, seed=1)], threads=2)
    assert alone[0] == together[0]
    assert all(torch.equal(one, two) for one, two in zip(alone[1], together[1], strict=True))


def test_every_line_counts_the_same_however_unevenly_parts_are_filled(network):
    network.columns.apply(lambda module: setattr(module, "momentum", 0.0))
    losses = [ctc_loss(copy.deepcopy(network).train(), *part).item() for part in (batch(3), batch(1, seed=1))]
    loss, _ = gradients_of(network, [batch(3), batch(1, seed=1)], threads=1)
    assert loss == pytest.approx((3 * losses[0] + losses[1]) / 4, rel=1e-3)


def test_a_step_changes_every_weight_and_brings_the_loss_down(network):
    before = {name: value.clone() for name, value in network.named_parameters()}
    optimiser, gradients = Optimiser(network, rate=3e-3, weight_decay=0.0), Gradients(network, 2, 1)
    losses = []
    for _ in range(25):
        losses.append(gradients.of([batch(3), batch(2, seed=1)]))
        optimiser.step(1.0)
    assert losses[-1] < losses[0] / 2
    unchanged = [name for name, value in network.named_parameters() if torch.equal(value, before[name])]
    assert unchanged == []


def test_steps_go_on_from_a_checkpoint_as_if_never_interrupted(network):
    def steps(network, optimiser, count):
        gradients = Gradients(network, 2, 1)
        for _ in range(count):
            gradients.of([batch(3), batch(2, seed=1)])
            optimiser.step(1.0)

    optimiser = Optimiser(network, rate=3e-3, weight_decay=0.0)
    steps(network, optimiser, 3)
    resumed = copy.deepcopy(network)
    later = Optimiser(resumed, rate=3e-3, weight_decay=0.0)
    later.resume(copy.deepcopy(optimiser.state()))
    steps(network, optimiser, 2)
    steps(resumed, later, 2)
    pairs = zip(network.parameters(), resumed.parameters(), strict=True)
    assert all(torch.allclose(one, two, atol=1e-6) for one, two in pairs)
