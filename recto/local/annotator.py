"""A person at the queue, simulated: takes lines over the gateway's public API and keys them from known truth.

The only part of a demo that is simulated. It answers as it would over a bad line: a reply that was lost is
asked for again, a lease that is over is given up, and the line comes back with the next lease.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from recto.local.patient import Patient, told
from recto.local.slips import slipped
from recto.runtime.failures import UserError

_IDLE_SECONDS = 0.5


@dataclass(frozen=True)
class Habits:
    """How the annotator works."""

    error_rate: float = 0.02
    """Share of lines with one slip in them."""
    lines_per_second: float = 4.0
    seed: int = 1
    lines_at_once: int = 4


class SimulatedAnnotator:
    """Answers the tasks of one collection until told to stop. `truth` is the text of each line, by its id."""

    def __init__(
        self, gateway: Patient, collection: str, truth: Mapping[str, str], habits: Habits | None = None
    ) -> None:
        self._gateway = gateway
        self._collection = collection
        self._truth = truth
        self._habits = habits or Habits()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="annotator", daemon=True)
        self.failure: UserError | None = None
        """Why it gave up, if it did."""

    def start(self) -> None:
        """Goes to work, in a thread."""
        self._thread.start()

    def stop(self) -> None:
        """Finishes the line at hand and goes home."""
        self._stop.set()
        self._thread.join(timeout=60)

    def _work(self) -> None:
        try:
            while not self._stop.is_set():
                if not self.answer_some():
                    self._stop.wait(_IDLE_SECONDS)
        except UserError as error:
            self.failure = error

    def answer_some(self) -> int:
        """Leases a few tasks and answers them. Returns how many there were."""
        request = {"collection": self._collection, "count": self._habits.lines_at_once}
        reply = self._gateway.done(self._gateway.ask("POST", "/v1/leases", json=request))
        leases = reply.json()["leases"]
        for lease in leases:
            if not self._stop.wait(1 / self._habits.lines_per_second):
                self._answer(lease)
        return len(leases)

    def _answer(self, lease: Mapping[str, Any]) -> None:
        """A lease that is over is no failure: the line is somebody's, or comes again."""
        answer = {"epoch": lease["epoch"], **self._keyed(lease["line_id"], lease["text"])}
        reply = self._gateway.ask("POST", f"/v1/tasks/{lease['task_id']}/answers", json=answer)
        if not reply.is_success and reply.status_code != httpx.codes.CONFLICT:
            raise UserError(f"The gateway refused an answer to {lease['line_id']}: {told(reply)}")

    def _keyed(self, line_id: str, prefill: str) -> dict[str, object]:
        """What is handed in for a line that was shown with a pre-filled text."""
        seconds = 1 / self._habits.lines_per_second
        text = self._truth.get(line_id)
        if not text:
            return {"outcome": "unreadable", "seconds": seconds, "keystrokes": 1}
        keyed = slipped(text, line_id, rate=self._habits.error_rate, seed=self._habits.seed)
        if keyed == prefill:
            return {"outcome": "accept", "text": keyed, "seconds": seconds, "keystrokes": 1}
        return {"outcome": "correct", "text": keyed, "seconds": seconds, "keystrokes": len(keyed) + 1}
