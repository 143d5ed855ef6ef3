"""A training as a Kubernetes object, followed to its end. It goes on when the trainer stops, and is found again."""

import logging
import threading
from contextlib import suppress

from pydantic import ValidationError

from recto.runtime.failures import Poison, Transient
from recto.runtime.objects import ObjectStore, get_model, reference_to
from services.trainer.job_manifest import JobManifest, order_of
from services.trainer.kubernetes import Cluster, Manifest
from services.trainer.order import Order, Report, reports_of

log = logging.getLogger(__name__)

_STOP_SECONDS = 15


class ClusterJob:
    """A training in a cluster. Its result lies in the object store; its log says how far it is, or what went wrong.

    A round has one object, whose name follows from it: where there is one already, an earlier process of the trainer
    made it, and this takes it over with the order that it was made for. Raises Transient if the cluster does not take
    the order.
    """

    def __init__(
        self,
        order: Order,
        manifest: JobManifest,
        cluster: Cluster,
        objects: ObjectStore,
        look_seconds: float = 5,
    ) -> None:
        self._name, self._kind = manifest.name_of(order), manifest.kind
        self._cluster, self._objects = cluster, objects
        self.order = order if cluster.create(self._kind, manifest.filled(order)) else self._earlier()
        self.last_report = Report()
        self.complaint = "nobody watched it to its end"
        self._code = 1  # until it has ended well
        self._look_seconds = look_seconds
        self._over = threading.Event()
        self._follower = threading.Thread(target=self._follow, name="training", daemon=True)
        self._follower.start()

    @property
    def exit_code(self) -> int | None:
        """See Job.exit_code."""
        return None if self._follower.is_alive() else self._code

    def stop(self) -> None:
        """See Job.stop. If the cluster does not answer, the training goes on, and is found at the next attempt."""
        self._over.set()
        try:
            self._cluster.delete(self._kind, self._name)
        except Transient as away:
            log.warning("%s is not ended: %s", self._name, away.reason)
        self._follower.join(_STOP_SECONDS)

    def _earlier(self) -> Order:
        found = self._cluster.get(self._kind, self._name)
        order = order_of(found) if found else None
        if found is None or order is None or "deletionTimestamp" in found["metadata"]:
            raise Transient(
                f"{self._name} is in the way: being deleted, or not made by a trainer", retry_after=5
            )
        log.info("going on with %s, which was ordered before", self._name)
        return order

    def _follow(self) -> None:
        """Look after it until it ends, however long the cluster or the object store are away meanwhile."""
        while not self._over.wait(self._look_seconds):
            try:
                self._look()
            except Transient as away:
                log.warning("%s: %s", self._name, away.reason)

    def _look(self) -> None:
        found = self._cluster.get(self._kind, self._name)
        if found is None:
            self._end(f"{self._name} was deleted")
            return
        ended = _ended(found)
        if ended is None:
            self._hear(self._cluster.log(self._kind, self._name))
        elif ended == "":
            self._take_result()
        else:
            self._hear(said := self._cluster.log(self._kind, self._name))
            self._end("\n".join([*(line for line in said if _report(line) is None), ended])[-2000:])

    def _take_result(self) -> None:
        try:
            [key, *_] = self._objects.keys(reports_of(self.order))
            self.last_report = get_model(self._objects, reference_to(key), Report)
        except ValueError:
            self._end(f"it ended well, but left nothing in {reports_of(self.order)}")
        except Poison as lost:
            self._end(f"it ended well, but its report is lost: {lost.reason}")
        else:
            self._code = 0
            self._end("")

    def _hear(self, lines: list[str]) -> None:
        reports = [report for report in map(_report, lines) if report]
        if reports:
            self.last_report = reports[-1]

    def _end(self, complaint: str) -> None:
        self.complaint = complaint
        self._over.set()


def _ended(manifest: Manifest) -> str | None:
    """None while it runs, nothing if it ended well, and what Kubernetes says if not."""
    for condition in manifest.get("status", {}).get("conditions", ()):
        if condition["status"] == "True" and condition["type"] in ("Complete", "Failed"):
            well = condition["type"] == "Complete"
            return "" if well else condition.get("message") or condition.get("reason") or "it failed"
    return None


def _report(line: str) -> Report | None:
    """What is no report is from a library that printed something of its own, or a complaint."""
    with suppress(ValidationError):
        return Report.model_validate_json(line)
    return None
