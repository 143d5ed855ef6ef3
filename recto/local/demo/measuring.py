"""What a demo has reached: every truth line of the held-out pages, as the base and the last champion read it.

The champion reads them here, and not in the stack: there it reads only what still waits.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from recto.documents.images import GreyImage, open_image
from recto.local.demo.tally import Tally
from recto.recognition.measures import cer
from recto.recognition.reader import Reader
from recto.runtime.objects import ObjectStore
from schemas.blobs import BlobRef
from schemas.ids import line_id
from schemas.readings import PageReadings
from schemas.tasks import Purpose


@dataclass(frozen=True)
class ReadLine:
    """A line of a held-out page, as it is and as two models read it."""

    line_id: str
    image: GreyImage
    truth: str
    first: str
    """By the base."""
    last: str
    """By the last champion, or by the base where none was promoted."""


@dataclass(frozen=True)
class Reached:
    """Held-out lines, and the character error rates over all of them."""

    lines: tuple[ReadLine, ...]

    @property
    def cer_base(self) -> float:
        """Of the base."""
        return cer((line.first, line.truth) for line in self.lines)

    @property
    def cer_final(self) -> float:
        """Of the last champion."""
        return cer((line.last, line.truth) for line in self.lines)


def measure(tally: Tally, truth: Mapping[str, str], objects: ObjectStore) -> Reached:
    """Reads the held-out pages' lines that have a truth with the last champion.

    Pages count as held out if no label of theirs was meant for training, and some was meant to judge.
    """
    found = list(_first_readings(tally, truth, objects))
    champion = tally.promotions[-1].weights if tally.promotions else None
    last = (
        _read(champion, [line.image for line in found], objects)
        if champion
        else [line.first for line in found]
    )
    lines = zip(found, last, strict=True)
    return Reached(tuple(ReadLine(one.line_id, one.image, one.truth, one.first, text) for one, text in lines))


def held_out_pages(tally: Tally) -> set[str]:
    """Pages that judge models and that no model has trained on."""
    trained = {label.page_id for label in tally.labels if label.purpose is Purpose.TRAINING}
    return {label.page_id for label in tally.labels if label.purpose is Purpose.HELD_OUT} - trained


def _first_readings(tally: Tally, truth: Mapping[str, str], objects: ObjectStore) -> Iterator[ReadLine]:
    for page in sorted(held_out_pages(tally)):
        stored = objects.get(tally.first_readings[page].readings)
        for read in PageReadings.model_validate_json(stored).lines:
            name = line_id(page, read.line.id)
            if name in truth:
                image = open_image(objects.get(read.image))[0]
                yield ReadLine(name, image, truth[name], read.reading.text, "")


def _read(weights: BlobRef, images: list[GreyImage], objects: ObjectStore) -> list[str]:
    reader = Reader.from_bytes(objects.get(weights))
    return [reading.text for reading in reader.read(images)]
