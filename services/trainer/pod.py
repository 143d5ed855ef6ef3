"""One training as a pod: `python -m services.trainer.pod`.

The order comes in RECTO_ORDER. Progress goes to stdout, as a process tells it; the result to the object store, where
it lasts longer than the pod.
"""

from recto.runtime.mistakes import mistakes_told
from recto.runtime.objects import open_store, put_model
from recto.runtime.settings import RuntimeSettings, load
from services.trainer.job import end_in_time, say, traced_training, train
from services.trainer.order import Order, reports_of


class PodSettings(RuntimeSettings):
    """Settings of a training in a pod."""

    order: Order


def main(settings: PodSettings) -> None:
    """Train as ordered, and leave the report."""
    end_in_time(settings.order)
    objects = open_store(settings.objects)
    with traced_training(settings.order, settings.tracing):
        report = train(settings.order, objects)
    put_model(objects, reports_of(settings.order), report)
    say(report)


if __name__ == "__main__":
    with mistakes_told("recto training"):
        main(load(PodSettings))
