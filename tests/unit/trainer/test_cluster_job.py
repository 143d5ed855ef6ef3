"""Trainings as Kubernetes objects: made once a round, found again, followed to their end, and cleared away."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fake_kubernetes import COMMAND, NAMESPACE, FakeKubernetes, a_job_manifest, a_manifest

from recto.runtime.failures import Transient, UserError
from recto.runtime.objects import FolderStore, put_model
from schemas.blobs import BlobRef
from services.trainer.cluster_job import ClusterJob
from services.trainer.job_manifest import order_of, read_manifest
from services.trainer.kubernetes import Cluster
from services.trainer.order import Order, Report, reports_of

SNAPSHOT = BlobRef(key="snapshots/x", sha256="0" * 64, size=1, media_type="application/json")
WEIGHTS = SNAPSHOT.model_copy(update={"key": "models/x"})


def an_order(version: str = "letters-1", base: str = "latin") -> Order:
    return Order(
        collection="letters",
        version=version,
        snapshot=SNAPSHOT,
        base=base,
        champion="base-latin",
        champion_weights=None,
        seconds=60,
        threads=1,
    )


@pytest.fixture
def kubernetes(tmp_path: Path) -> Iterator[FakeKubernetes]:
    server = FakeKubernetes(tmp_path)
    yield server
    server.close()


@pytest.fixture
def objects(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "objects")


Start = Callable[..., ClusterJob]


@pytest.fixture(params=["Job", "TrainJob"])
def start(
    request: pytest.FixtureRequest, kubernetes: FakeKubernetes, objects: FolderStore
) -> Iterator[Start]:
    manifest = a_job_manifest(request.param)
    jobs: list[ClusterJob] = []

    def started(order: Order | None = None) -> ClusterJob:
        jobs.append(ClusterJob(order or an_order(), manifest, kubernetes.cluster, objects, look_seconds=0.02))
        return jobs[-1]

    yield started
    for job in jobs:
        job.stop()


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def ended(job: ClusterJob) -> int | None:
    until(lambda: job.exit_code is not None)
    return job.exit_code


def test_the_object_gets_the_order_and_a_name_that_follows_from_the_round(
    start: Start, kubernetes: FakeKubernetes
) -> None:
    start()
    [(path, made)] = kubernetes.objects.items()
    assert path.startswith("/apis/")
    assert f"/namespaces/{NAMESPACE}/" in path
    assert kubernetes.names[0].startswith("recto-training-letters-1-")
    container = made["spec"].get("trainer") or made["spec"]["template"]["spec"]["containers"][0]
    assert Order.model_validate_json(container["env"][0]["value"]) == an_order()
    assert order_of(made) == an_order()


def test_a_training_that_ends_well_gives_the_report_that_it_left_in_the_store(
    start: Start, kubernetes: FakeKubernetes, objects: FolderStore
) -> None:
    job = start()
    report = Report(done=1, seconds=9, weights=WEIGHTS)
    put_model(objects, reports_of(job.order), report)
    kubernetes.end(kubernetes.names[0], "Complete")
    assert (ended(job), job.last_report) == (0, report)


def test_progress_is_heard_from_the_log(start: Start, kubernetes: FakeKubernetes) -> None:
    job = start()
    kubernetes.logs[kubernetes.names[0]] = ["a library says", Report(done=0.25).model_dump_json()]
    until(lambda: job.last_report.done == 0.25)
    assert job.exit_code is None


def test_a_training_that_fails_says_what_it_wrote_and_what_kubernetes_says(
    start: Start, kubernetes: FakeKubernetes
) -> None:
    job = start()
    kubernetes.logs[kubernetes.names[0]] = [Report(done=0.5).model_dump_json(), "MemoryError"]
    kubernetes.end(kubernetes.names[0], "Failed", "the pod was killed")
    assert ended(job) == 1
    assert job.complaint == "MemoryError\nthe pod was killed"
    assert job.last_report.done == 0.5


def test_one_that_ends_well_without_a_report_has_failed(start: Start, kubernetes: FakeKubernetes) -> None:
    job = start()
    kubernetes.end(kubernetes.names[0], "Complete")
    assert ended(job) == 1
    assert "left nothing in reports/letters/letters-1/" in job.complaint


def test_one_that_somebody_deletes_has_failed(start: Start, kubernetes: FakeKubernetes) -> None:
    job = start()
    kubernetes.objects.clear()
    assert ended(job) == 1
    assert "was deleted" in job.complaint


def test_a_trainer_that_comes_back_goes_on_with_the_training_and_its_order(
    start: Start, kubernetes: FakeKubernetes, objects: FolderStore
) -> None:
    start(an_order(base="latin"))
    again = start(an_order(base="fraktur"))  # more was known when the trainer came back
    assert again.order == an_order(base="latin")
    assert len(kubernetes.objects) == 1
    put_model(objects, reports_of(again.order), Report(weights=WEIGHTS))
    kubernetes.end(kubernetes.names[0], "Complete")
    assert (ended(again), again.last_report.weights) == (0, WEIGHTS)


def test_the_next_attempt_at_a_round_that_failed_is_a_new_object(
    start: Start, kubernetes: FakeKubernetes
) -> None:
    job = start()
    kubernetes.end(kubernetes.names[0], "Failed", "no memory")
    assert ended(job) == 1
    job.stop()
    assert kubernetes.objects == {}
    assert start(an_order(base="fraktur")).order.base == "fraktur"


def test_stopping_takes_it_away(start: Start, kubernetes: FakeKubernetes) -> None:
    job = start()
    job.stop()
    assert kubernetes.objects == {}
    assert job.exit_code == 1


def test_rounds_and_collections_have_names_of_their_own_however_long_or_odd(
    start: Start, kubernetes: FakeKubernetes
) -> None:
    versions = ["letters-1", "letters-11", "a" * 80 + "-1", "a" * 80 + "-2", "Ü.b-1", "-1"]
    for version in versions:
        start(an_order(version))
    assert len(set(kubernetes.names)) == len(versions)
    for name in kubernetes.names:
        assert len(name) <= 50
        assert all(each.isalnum() or each == "-" for each in name)
        assert name.isascii()
        assert name == name.lower().strip("-")


def test_while_kubernetes_is_away_no_training_starts_and_one_under_way_goes_on(
    start: Start, kubernetes: FakeKubernetes, objects: FolderStore
) -> None:
    job = start()
    kubernetes.is_away = True
    with pytest.raises(Transient, match="the server is away"):
        start(an_order("letters-2"))
    time.sleep(0.1)
    assert job.exit_code is None
    kubernetes.is_away = False
    put_model(objects, reports_of(job.order), Report(weights=WEIGHTS))
    kubernetes.end(kubernetes.names[0], "Complete")
    assert ended(job) == 0


def test_a_result_waits_for_the_object_store(
    start: Start, kubernetes: FakeKubernetes, objects: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = start()
    put_model(objects, reports_of(job.order), Report(weights=WEIGHTS))
    with monkeypatch.context() as away:

        def unreachable(folder: str) -> Iterator[str]:
            raise Transient("the store is away")

        away.setattr(objects, "keys", unreachable)
        kubernetes.end(kubernetes.names[0], "Complete")
        time.sleep(0.1)
        assert job.exit_code is None
    assert ended(job) == 0


@pytest.mark.parametrize("what", ["deleting", "foreign"])
def test_what_is_in_the_way_is_waited_for(start: Start, kubernetes: FakeKubernetes, what: str) -> None:
    start()
    [metadata] = [each["metadata"] for each in kubernetes.objects.values()]
    metadata.update({"deletionTimestamp": "now"} if what == "deleting" else {"annotations": {}})
    with pytest.raises(Transient, match="in the way"):
        start()


def test_a_refused_token_is_said_in_the_words_of_kubernetes(
    kubernetes: FakeKubernetes, objects: FolderStore, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("stale")
    cluster = Cluster(str(kubernetes.cluster._client.base_url), NAMESPACE, wrong)
    with pytest.raises(Transient, match=r"refuses POST .*: Unauthorized"):
        ClusterJob(an_order(), a_job_manifest(), cluster, objects)


def test_a_manifest_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "job.yaml"
    file.write_text(str(a_manifest()))  # a Python dict of this kind is YAML
    filled = read_manifest(file).filled(an_order())
    assert filled["spec"]["template"]["spec"]["containers"][0]["command"] == COMMAND


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "cannot be read"),
        ("{", "cannot be read"),
        ("kind: Deployment", "is no Job and no TrainJob"),
        ("kind: Job", "needs a metadata.name, and .ORDER"),
        ("{kind: Job, metadata: {name: x}, spec: {}}", "needs a metadata.name, and .ORDER"),
    ],
)
def test_a_manifest_that_cannot_work_is_one_sentence(
    content: str | None, complaint: str, tmp_path: Path
) -> None:
    file = tmp_path / "job.yaml"
    if content is not None:
        file.write_text(content)
    with pytest.raises(UserError, match=complaint):
        read_manifest(file)
