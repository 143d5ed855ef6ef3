"""Whether lines that arrive are like those before: changes are seen, and chance is not taken for one."""

import numpy as np
import pytest

from recto.querying.drift import NO_DRIFT, Drift, drift, stability, tightened
from recto.querying.lines import Lines
from tests.unit.querying.conftest import some_lines


def arriving(count: int, seed: int, **changed: object) -> Lines:
    random = np.random.default_rng(seed)
    usual = {
        "confidence": random.beta(20, 1, count),
        "entropy": random.gamma(2, 0.1, count),
        "expected_errors": random.gamma(2, 0.5, count),
        "height": random.normal(40, 4, count),
        "pitch": random.normal(0.5, 0.05, count),
        "graphemes": random.integers(20, 60, count),
        "embedding": random.integers(-100, 100, (count, 32)),
    }
    return some_lines(count, **{**usual, **changed})


@pytest.mark.parametrize("sizes", [(50, 100), (200, 100), (200, 5000), (1000, 1000)])
def test_lines_of_the_same_kind_show_no_drift(sizes: tuple[int, int]) -> None:
    found = [drift(arriving(sizes[0], seed), arriving(sizes[1], seed + 1000)).psi for seed in range(60)]
    assert np.mean(np.array(found) > 0.02) <= 0.05


@pytest.mark.parametrize(
    ("what", "column"),
    [
        ({"confidence": np.random.default_rng(1).beta(5, 1, 500)}, "confidence"),
        ({"height": np.random.default_rng(1).normal(48, 4, 500)}, "height"),
        ({"embedding": np.random.default_rng(1).integers(0, 100, (500, 32))}, "embedding"),
    ],
    ids=["they are read worse", "they are larger", "they look otherwise"],
)
def test_what_has_changed_is_named(what: dict[str, object], column: str) -> None:
    found = drift(arriving(200, 0), arriving(500, 9, **what))
    assert found.column.startswith(column)
    assert found.psi > 0.25


def test_nothing_that_arrives_is_no_drift() -> None:
    assert drift(arriving(200, 0), arriving(0, 1)) == NO_DRIFT
    assert drift(arriving(0, 0), arriving(200, 1)) == NO_DRIFT


def test_the_index_grows_with_the_shift() -> None:
    random = np.random.default_rng(2)
    before = random.normal(0, 1, 5000)
    found = [stability(before, random.normal(shift, 1, 5000)) for shift in (0, 0.2, 0.4, 0.8)]
    assert found == sorted(found)
    # PSI of normals that differ by d standard deviations is d squared.
    assert found[2] == pytest.approx(0.16, abs=0.04)


@pytest.mark.parametrize(("psi", "asked"), [(0, 0.01), (0.1, 0.01), (0.175, 0.005), (0.25, 0), (3, 0)])
def test_the_more_drift_the_stricter(psi: float, asked: float) -> None:
    assert tightened(0.01, Drift("height", psi)) == pytest.approx(asked)
