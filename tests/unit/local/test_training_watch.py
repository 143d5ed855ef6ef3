"""What a demo shows of a training, and how it knows that one goes on."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI

from recto.local.demo.training import TrainingWatch
from recto.local.ports import free_port
from recto.runtime.http import HttpServer
from recto.runtime.settings import HttpSettings


class Trainer:
    """What the trainer says of its training."""

    told: dict[str, Any] | None = None

    def at(self, done: float) -> None:
        self.told = {"version": "letters-1", "done": done}


@pytest.fixture
def trainer() -> Trainer:
    return Trainer()


@pytest.fixture
def watch(trainer: Trainer) -> Iterator[TrainingWatch]:
    app, port = FastAPI(), free_port()
    app.get("/v1/training")(lambda: trainer.told)
    server = HttpServer(app, HttpSettings(port=port))
    server.start()
    watch = TrainingWatch(f"http://127.0.0.1:{port}", "the-token")
    yield watch
    watch.close()
    server.stop()


@pytest.fixture
def pass_seconds(monkeypatch: pytest.MonkeyPatch, watch: TrainingWatch) -> Any:
    def passed(seconds: float) -> None:
        monkeypatch.setattr(watch, "_last_news", watch._last_news - seconds)

    return passed


def sentence(watch: TrainingWatch) -> str | None:
    activity = watch.activity()
    return activity.sentence if activity else None


def test_a_training_is_shown_until_it_is_judged(trainer: Trainer, watch: TrainingWatch) -> None:
    assert sentence(watch) is None
    trainer.at(0.47)
    assert sentence(watch) == "training letters-1 47 of 100 %"
    trainer.at(1)
    assert sentence(watch) == "judging letters-1 on held-out lines"


def test_a_training_that_comes_further_or_begins_anew_is_no_silence(
    trainer: Trainer, watch: TrainingWatch, pass_seconds: Any
) -> None:
    for done in (0.3, 0.6, 0.0, 0.1):
        pass_seconds(1000)
        trainer.at(done)
        watch.activity()
        assert watch.quiet_seconds < 100


def test_a_training_that_stands_still_is_silence(
    trainer: Trainer, watch: TrainingWatch, pass_seconds: Any
) -> None:
    trainer.at(0.3)
    watch.activity()
    pass_seconds(1000)
    watch.activity()
    assert watch.quiet_seconds > 900
