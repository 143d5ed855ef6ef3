"""Where the learning curve goes, and when asking stops."""

import numpy as np
import pytest

from recto.querying.bounds import Found
from recto.querying.forecast import Round, forecast
from recto.querying.stopping import outlook
from schemas.progress import AskingVerdict

COUNTS = (40, 80, 120, 160, 240, 320, 480)


def curve(floor: float, noise: float = 0.0, seed: int = 0) -> list[Round]:
    random = np.random.default_rng(seed)
    return [Round(n, (floor + 0.8 * n**-0.7) * float(np.exp(random.normal(0, noise)))) for n in COUNTS]


def held_out(errors: int, lines: int = 300) -> Found:
    places = np.linspace(0, lines, errors, endpoint=False).astype(int)
    return Found(
        np.bincount(places, minlength=lines).astype(float), np.full(lines, 40.0), np.arange(lines) // 10
    )


@pytest.mark.parametrize("floor", [0.0, 0.01, 0.05])
def test_a_curve_without_noise_is_followed(floor: float) -> None:
    found = forecast(curve(floor), 2000, 0.02)
    assert found is not None
    assert found.cer == pytest.approx(floor + 0.8 * 2000**-0.7, rel=0.1)


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    held = []
    for seed in range(20):
        found = forecast(curve(0.01, noise=0.08, seed=seed), 1000, 0.02)
        assert found is not None
        held.append(found.low <= 0.01 + 0.8 * 1000**-0.7 <= found.high)
    assert np.mean(held) >= 0.75


@pytest.mark.parametrize("rounds", [0, 1, 4])
def test_few_rounds_give_no_forecast(rounds: int) -> None:
    assert forecast(curve(0.01)[:rounds], 1000, 0.02) is None


def test_rounds_with_the_same_labels_are_one() -> None:
    assert forecast([Round(40, 0.1)] * 20, 1000, 0.02) is None


def test_more_labels_never_forecast_more_errors() -> None:
    found = [forecast(curve(0.02, noise=0.1), labels, 0.02) for labels in (500, 1000, 4000)]
    rates = [each.cer for each in found if each]
    assert rates == sorted(rates, reverse=True)


class TestOutlook:
    def ask(self, found: Found | None, rounds: list[Round], target: float = 0.02) -> AskingVerdict:
        return outlook(found, rounds, target_cer=target, confidence=0.95, attainable=2000).verdict

    def test_goes_on_while_nothing_was_judged(self) -> None:
        assert self.ask(None, []) is AskingVerdict.GOES_ON

    def test_the_target_must_be_reached_for_certain(self) -> None:
        assert self.ask(held_out(200), []) is AskingVerdict.AT_TARGET  # 1.7 % of 12,000 characters
        assert self.ask(held_out(230), []) is AskingVerdict.GOES_ON  # 1.9 %: may be 2.1 %
        assert (
            self.ask(held_out(4, lines=10), []) is AskingVerdict.GOES_ON
        )  # 1 % of 400 characters of one page

    def test_a_curve_that_comes_to_the_target_goes_on(self) -> None:
        assert self.ask(held_out(900), curve(0.0, 0.03), target=0.02) is AskingVerdict.GOES_ON

    def test_a_curve_that_levels_out_above_the_target_is_hopeless(self) -> None:
        assert self.ask(held_out(900), curve(0.06, 0.03), target=0.02) is AskingVerdict.HOPELESS

    def test_reached_is_reached_whatever_the_curve_says(self) -> None:
        assert self.ask(held_out(20), curve(0.06, 0.03), target=0.02) is AskingVerdict.AT_TARGET
