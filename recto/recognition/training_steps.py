"""What building a base and fine-tuning share: the loss, the schedule, averaging of weights, a quick reading."""

import copy
import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from recto.recognition.alphabet import BLANK, Alphabet
from recto.recognition.batches import batched, stacked
from recto.recognition.best_path import collapsed
from recto.recognition.line_images import Ink
from recto.recognition.network import Network
from recto.recognition.precision import mixed_precision


def ctc_loss(network: Network, ink: Tensor, targets: Sequence[Sequence[int]]) -> Tensor:
    """CTC loss of a batch, per grapheme; lines whose image is too short for their text count nothing."""
    with mixed_precision():
        scores = network(ink.contiguous(memory_format=torch.channels_last))
    log_probs = scores.float().log_softmax(-1).transpose(0, 1)
    frames = torch.full((len(targets),), log_probs.shape[0])
    lengths = torch.tensor([len(target) for target in targets])
    flat = torch.tensor([each for target in targets for each in target], dtype=torch.long)
    return nn.functional.ctc_loss(log_probs, flat, frames, lengths, BLANK, zero_infinity=True)


def cosine(done: float, warm_up: float) -> float:
    """Share of the peak learning rate when `done` (0..1) of the time is over: a ramp, then half a cosine.

    >>> cosine(0.5, 0.5), round(cosine(1.0, 0.5), 3)
    (1.0, 0.0)
    """
    if done < warm_up:
        return max(done / warm_up, 0.01)
    return 0.5 * (1 + math.cos(math.pi * (done - warm_up) / (1 - warm_up)))


class Averaged:
    """An exponential moving average of a network's weights and statistics: reads better than the last step's."""

    def __init__(self, network: Network, decay: float) -> None:
        self.network = copy.deepcopy(network).eval()
        self._decay = decay
        self._steps = 0

    @torch.no_grad()
    def update(self, network: Network) -> None:
        """Take in the network as it is now; the average follows faster while it is young."""
        self._steps += 1
        share = 1 - min(self._decay, (1 + self._steps) / (10 + self._steps))
        current = network.state_dict()
        for name, value in self.network.state_dict().items():
            if value.is_floating_point():
                value.lerp_(current[name], share)
            else:
                value.copy_(current[name])


@torch.inference_mode()
def greedy_texts(network: Network, alphabet: Alphabet, lines: Sequence[Ink]) -> list[str]:
    """The best path's text of each line, without confidence: for watching a training, not for readings."""
    texts = [""] * len(lines)
    for indices in batched(lines, largest=32):
        with mixed_precision():
            best = network(stacked(lines[index] for index in indices)).argmax(-1).numpy()
        for index, classes in zip(indices, collapsed(best).by_line(len(indices)), strict=True):
            texts[index] = alphabet.decode(classes.tolist())
    return texts
