"""The reader: order, batching, model files, and that the shipped base reads."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recto.recognition import model_file
from recto.recognition.base import shipped_base
from recto.recognition.batches import WIDTHS, batched, padded_width, stacked
from recto.recognition.errors import BrokenModel, MissingMaterial
from recto.recognition.measures import cer
from recto.recognition.reader import Reader
from schemas.readings import Reading


@pytest.fixture(scope="module")
def reader(tiny_base):
    return Reader.from_bytes(tiny_base, threads=2)


def test_readings_come_in_the_order_of_the_lines_whatever_their_width(reader, write):
    lines = [write("x" * count) for count in (9, 1, 4, 12, 2)]
    alone = [reader.read([line])[0] for line in lines]
    assert [each.text for each in reader.read(lines)] == [each.text for each in alone]


def test_company_does_not_change_a_reading(reader, write):
    lines = [write(word) for word in ("some", "lines", "of", "like", "width")]
    for alone, together in zip(
        [reader.read([line])[0] for line in lines], reader.read(lines * 3), strict=False
    ):
        assert alone.text == together.text
        assert alone.evidence.log_probability == pytest.approx(together.evidence.log_probability, rel=0.02)
        assert np.dot(alone.evidence.embedding, together.evidence.embedding) > 0.99


def test_every_reading_of_a_random_network_is_valid_too(reader, write):
    for reading in reader.read([write("anything"), np.full((30, 90), 200, np.uint8)]):
        Reading.model_validate(reading.model_dump())
        assert np.linalg.norm(reading.evidence.embedding) == pytest.approx(1, abs=1e-3)
        assert len(reading.evidence.embedding) == 32


def test_no_lines_give_no_readings(reader):
    assert reader.read([]) == []


def test_a_model_survives_its_file(tiny_model, tiny_base):
    again = model_file.from_bytes(tiny_base)
    assert (again.version, again.alphabet) == (tiny_model.version, tiny_model.alphabet)
    assert again.network.architecture == tiny_model.network.architecture
    assert model_file.to_bytes(again) == tiny_base


def test_a_reader_takes_the_version_it_is_given(tiny_base):
    assert Reader.from_bytes(tiny_base).version == "tiny-1"
    assert Reader.from_bytes(tiny_base, version="later").version == "later"


@pytest.mark.parametrize("data", [b"", b"no model", b"\x10" + b"\x00" * 7 + b'{"__metadata__":1}'])
def test_bytes_that_are_no_model_are_refused(data):
    with pytest.raises(BrokenModel):
        Reader.from_bytes(data)


@given(st.integers(1, 4096))
def test_padding_leaves_a_margin_and_wastes_little(width):
    padded = padded_width(width)
    assert padded >= width + 16
    assert padded <= max(64, (width + 16) * 1.06 + 16)
    assert padded in WIDTHS


@settings(deadline=None)
@given(st.lists(st.integers(8, 600), min_size=1, max_size=40), st.integers(1, 8))
def test_batches_hold_every_line_once_and_lines_of_one_padded_width(widths, largest):
    lines = [np.zeros((4, width), np.uint8) for width in widths]
    batches = list(batched(lines, largest))
    assert sorted(index for batch in batches for index in batch) == list(range(len(lines)))
    for batch in batches:
        assert len(batch) <= largest
        assert len({padded_width(widths[index]) for index in batch}) == 1
        assert stacked([lines[index] for index in batch]).shape[0] == len(batch)


def test_there_is_no_base_by_another_name():
    with pytest.raises(MissingMaterial, match="recto base build"):
        shipped_base("klingon")


def test_the_shipped_base_reads_plain_print(write):
    truths = ["the quick brown fox", "jumps over", "a lazy dog"]
    read = Reader.from_bytes(shipped_base()).read([write(text, height=44) for text in truths])
    assert cer((reading.text, truth) for reading, truth in zip(read, truths, strict=True)) < 0.25
