"""Builds the predictor from its settings and serves until it is stopped."""

import logging

from recto.runtime.failures import Signal, UserError
from recto.runtime.logs import log_as_json
from recto.runtime.mistakes import mistakes_told
from recto.runtime.objects import open_store
from recto.runtime.recording import spans_recorded
from recto.runtime.settings import load
from services.inference.predictor.model import SERVICE, ReaderModel
from services.inference.predictor.refusals import without_stack
from services.inference.predictor.server import Server
from services.inference.reading import LocalReader
from services.inference.settings import Settings


def serve(settings: Settings) -> None:
    """Serve until stopped: REST on the service's port, and gRPC where it has one."""
    log_as_json(SERVICE, settings.log_level)
    logging.captureWarnings(capture=True)
    kserve = logging.getLogger("kserve")
    kserve.setLevel("WARNING")  # it tells of each request, probes included, in several lines
    kserve.addFilter(without_stack)
    reader = LocalReader(open_store(settings.objects), settings.models_in_memory, settings.threads)
    model = ReaderModel(reader)
    try:
        model.load()
    except Signal as signal:
        raise UserError(f"the reader cannot start: {signal.reason}") from signal
    with spans_recorded(SERVICE, settings.tracing):
        Server(settings).start([model])


if __name__ == "__main__":
    with mistakes_told("recto reader"):
        serve(load(Settings))
