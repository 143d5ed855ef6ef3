"""The gateway under its host: events that are published reach the queue."""

import threading
import time
from pathlib import Path
from typing import Any

from recto.runtime.host import Host
from schemas.topics import DOCUMENTS, LABELS, MODELS, PAGES, PROGRESS, TASKS, TRANSCRIPTS


def test_what_other_services_publish_reaches_the_people(gateway: Any) -> None:
    task = gateway.events.task()
    gateway.service.bus.publish([task, gateway.events.document()])
    host = Host(gateway.service)
    loop = threading.Thread(target=host.run)
    loop.start()
    try:
        deadline = time.monotonic() + 20
        while not (leases := gateway.lease()) and time.monotonic() < deadline:
            pass
        assert [lease["task_id"] for lease in leases] == [task.task_id]
    finally:
        host.stop()
        loop.join()


def test_every_topic_that_the_gateway_reads_is_worked_on_and_every_event_has_a_handler(gateway: Any) -> None:
    assert set(gateway.service.works) == {PAGES, DOCUMENTS, TRANSCRIPTS, TASKS, LABELS, MODELS, PROGRESS}
    handled = {event.topic for event in gateway.service.handlers}
    assert handled == set(gateway.service.works)


def test_gateways_of_one_process_share_their_routes_and_nothing_else(
    make_gateway: Any, tmp_path: Path
) -> None:
    one, two = make_gateway(tmp_path / "one"), make_gateway(tmp_path / "two")
    one.service.app.get("/of-one-alone")(lambda: "here")
    one.collection()
    assert one.get("/of-one-alone") == "here"
    assert len(one.get("/v1/collections")["collections"]) == 1
    two.get("/of-one-alone", "admin", 404)
    assert two.get("/v1/collections")["collections"] == []
