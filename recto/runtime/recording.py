"""Switches the recording of spans on for a process, if its settings say so. Off, nothing of it is imported."""

from collections.abc import Iterator
from contextlib import contextmanager

from recto.runtime.failures import UserError
from recto.runtime.settings import TracingSettings
from recto.runtime.tracing import recorded_by


@contextmanager
def spans_recorded(service: str, settings: TracingSettings) -> Iterator[None]:
    """Within this block spans are recorded, if there is where to send them; at its end the last ones are sent.

    Raises UserError if OpenTelemetry is asked for and not installed.
    """
    if settings.endpoint is None:
        yield
        return
    try:
        from recto.runtime.otlp import OtlpRecorder  # noqa: PLC0415  only who records pays for it
    except ModuleNotFoundError as missing:
        raise UserError(
            f"RECTO_TRACING__ENDPOINT is set, but {missing.name} is not installed: pip install 'recto[tracing]'."
        ) from missing
    recorder = OtlpRecorder(service, settings)
    try:
        with recorded_by(recorder):
            yield
    finally:
        recorder.close()
