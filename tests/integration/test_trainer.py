"""Trainings as they really run, beside the trainer and in a cluster: they end with weights and evidence, or say why.

The cluster is a fake API server whose pods are processes.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import pytest
from fake_kubernetes import FakeKubernetes, a_job_manifest

from recto.documents.images import encode_png
from recto.recognition.reader import Reader
from recto.runtime.failures import Transient
from recto.runtime.objects import FolderStore, get_model, put_model
from schemas.blobs import BlobRef
from services.trainer.cluster_job import ClusterJob
from services.trainer.evidence import Evidence
from services.trainer.gate import judge
from services.trainer.jobs import Job, StartJob, SubprocessJob, TrainingEnds
from services.trainer.order import Order
from services.trainer.snapshots import Snapshot, SnapshotLine
from services.trainer.unlabelled import UnlabelledPage

pytestmark = pytest.mark.slow

DEADLINE = 120
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def objects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FolderStore:
    monkeypatch.setenv("RECTO_OBJECTS__URL", str(tmp_path / "objects"))
    return FolderStore(tmp_path / "objects")


@pytest.fixture(params=["beside the trainer", "in a cluster"])
def start_job(request: pytest.FixtureRequest, objects: FolderStore, tmp_path: Path) -> Iterator[StartJob]:
    if request.param == "beside the trainer":
        yield lambda order: SubprocessJob(order, tmp_path / "state" / "training.log")
        return
    kubernetes = FakeKubernetes(tmp_path, runs_pods=True)

    def start(order: Order) -> Job:
        return ClusterJob(order, a_job_manifest(), kubernetes.cluster, objects, look_seconds=0.2)

    yield start
    kubernetes.close()


def a_line(objects: FolderStore, number: int, text: str) -> SnapshotLine:
    image = np.full((40, 20 * len(text) + 24), 250, np.uint8)
    cv2.putText(image, text, (10, 28), cv2.FONT_HERSHEY_COMPLEX, 0.8, 20, 1, cv2.LINE_AA)
    return SnapshotLine(
        label_id=f"label-{number}",
        line_id=f"page-{number}/l1",
        page_id=f"page-{number}",
        text=text,
        image=objects.put("lines", encode_png(image), "image/png"),
    )


def a_page(objects: FolderStore, text: str) -> UnlabelledPage:
    image = a_line(objects, 90, text).image
    readings = f'{{"lines": [{{"line": {{"id": "l1"}}, "image": {image.model_dump_json()}}}]}}'
    ref = objects.put("readings", readings.encode(), "application/json")
    return UnlabelledPage(page_id="page-90", readings=ref)


def an_order(objects: FolderStore, *texts: str, seconds: float = 4, missing: bool = False) -> Order:
    lines = [a_line(objects, number, text) for number, text in enumerate(texts)]
    if missing:
        lines[0] = lines[0].model_copy(
            update={"image": BlobRef(key="lines/lost", sha256="0" * 64, size=1, media_type="image/png")}
        )
    snapshot = Snapshot(
        collection="letters",
        training=tuple(lines[:-1]),
        held_out=tuple(lines[-1:]),
        trained_pages=tuple(line.page_id for line in lines[:-1]),
        unlabelled=(a_page(objects, "a line without a label"),),
    )
    return Order(
        collection="letters",
        version="letters-1",
        snapshot=put_model(objects, "snapshots", snapshot),
        base="latin",
        champion="base-latin",
        champion_weights=None,
        seconds=seconds,
        threads=1,
    )


def until(true: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + DEADLINE
    while not true():
        assert time.monotonic() < deadline, f"{what} did not happen within {DEADLINE} s"
        time.sleep(0.05)


def lives(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def children() -> set[int]:
    """Zombies too."""
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(os.getpid())], capture_output=True, text=True, check=False
    )
    return {int(pid) for pid in found.stdout.split()}


def test_a_training_ends_with_weights_and_evidence_and_leaves_no_process(
    objects: FolderStore, start_job: StartJob
) -> None:
    before = children()
    order = an_order(objects, "one line", "two lines", "three ⸗ lines", "a line held out")
    job = start_job(order)
    until(lambda: "services.trainer" in "".join(map(_command, children() - before)), "its process")
    until(lambda: job.exit_code is not None, "the end of the training")
    assert job.exit_code == 0, job.complaint
    report = job.last_report
    assert report.weights is not None
    assert report.evidence is not None
    assert 0 < report.seconds < 60
    candidate = Reader.from_bytes(objects.get(report.weights))
    assert (candidate.version, "⸗" in candidate.alphabet.graphemes) == ("letters-1", True)
    evidence = get_model(objects, report.evidence, Evidence)
    assert [(line.line_id, line.truth) for line in evidence.lines] == [("page-3/l1", "a line held out")]
    assert judge(evidence.lines, "letters-1").champion_cer is not None
    assert evidence.calibration is not None
    assert 0 <= evidence.calibration.after <= 1
    until(lambda: "services.trainer" not in "".join(map(_command, children() - before)), "its end")


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except FileNotFoundError:
        return ""


def test_progress_is_heard_while_it_trains_and_stopping_it_ends_it_at_once(
    objects: FolderStore, start_job: StartJob
) -> None:
    before = children()
    order = an_order(objects, "one line", "two lines", "a line held out", seconds=300)
    job = start_job(order)
    until(lambda: job.last_report.done > 0 or job.exit_code is not None, "progress")
    assert job.exit_code is None, job.complaint
    assert job.last_report.done < 1
    started = time.monotonic()
    TrainingEnds(lambda: job).stop()
    assert time.monotonic() - started < 5
    assert job.exit_code not in (0, None)
    until(lambda: "services.trainer" not in "".join(map(_command, children() - before)), "its end")


@pytest.mark.parametrize("what", ["no text", "a lost image"])
def test_a_training_that_cannot_work_fails_and_says_why(
    objects: FolderStore, start_job: StartJob, what: str
) -> None:
    texts = ("", "", "held out") if what == "no text" else ("one", "two", "held out")
    job = start_job(an_order(objects, *texts, missing=what != "no text"))
    until(lambda: job.exit_code is not None, "the end of the training")
    assert job.exit_code not in (0, None)
    assert ("label some lines first" if what == "no text" else "lines/lost") in job.complaint
    assert job.last_report.weights is None


def test_open_files_do_not_grow_with_trainings(objects: FolderStore, tmp_path: Path) -> None:
    order = an_order(objects, "", "held out")

    def opened() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    counts = []
    for _ in range(2):
        job = SubprocessJob(order, tmp_path / "training.log")
        until(lambda job=job: job.exit_code is not None, "the end of the training")
        counts.append(opened())
    assert counts[0] == counts[1]


def test_where_no_process_can_be_started_the_training_is_put_off(
    objects: FolderStore, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Transient, match="cannot start a training"):
        SubprocessJob(an_order(objects, "one", "two"), tmp_path / "file" / "training.log")


PARENT = """
import sys, time
from pathlib import Path
from services.trainer.order import Order
from services.trainer.jobs import SubprocessJob
job = SubprocessJob(Order.model_validate_json(sys.argv[1]), Path(sys.argv[2]))
while not job.last_report.done and job.exit_code is None:
    time.sleep(0.05)
print(job._process.pid, job.exit_code, flush=True)
time.sleep(600)
"""


def test_the_job_ends_when_its_parent_is_killed(objects: FolderStore, tmp_path: Path) -> None:
    order = an_order(objects, "one line", "two lines", "a line held out", seconds=600)
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, order.model_dump_json(), str(tmp_path / "training.log")],
        stdout=subprocess.PIPE,
        text=True,
    )
    with parent:
        assert parent.stdout is not None
        pid, ended = parent.stdout.readline().split()
        assert ended == "None"
        assert lives(int(pid))
        parent.kill()
        until(lambda: not lives(int(pid)), "the end of the job")
