"""What every object store must do, the folder and a real S3 server alike."""

import errno
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as given_settings
from hypothesis import strategies as st
from pydantic import BaseModel
from s3_server import find_server, s3_server

from recto.runtime.failures import Poison, Transient, UserError
from recto.runtime.objects import FolderStore, ObjectStore, durable, get_model, open_store, put_model
from recto.runtime.objects.buckets import make_bucket
from recto.runtime.settings import ObjectSettings
from schemas.blobs import BlobRef


@pytest.fixture(scope="module", params=["folder", pytest.param("s3", marks=pytest.mark.s3)])
def settings(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ObjectSettings]:
    root = tmp_path_factory.mktemp("objects")
    if request.param == "folder":
        yield ObjectSettings(url=str(root))
        return
    program = find_server()
    if program is None:
        pytest.skip("NO S3 SERVER, so the store on S3 is not tested: `make tools` installs one (needs Go)")
    with s3_server(program, root) as (reached, _):
        yield reached


@pytest.fixture
def store(settings: ObjectSettings) -> ObjectStore:
    return open_store(settings)


@given(data=st.binary(max_size=2000))
@given_settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_put_is_what_is_got(store: ObjectStore, data: bytes) -> None:
    ref = store.put("things", data, "application/octet-stream")
    assert store.get(ref) == data
    assert ref.size == len(data)


def test_putting_the_same_twice_is_putting_it_once(store: ObjectStore) -> None:
    first = store.put("twice", b"same", "text/plain")
    assert store.put("twice", b"same", "text/plain") == first
    assert list(store.keys("twice")) == [first.key]


def test_putting_many_is_putting_each(store: ObjectStore) -> None:
    items = [bytes([number]) * 5000 for number in range(40)]
    refs = store.put_all("many", [*items, items[0]], "image/png")
    assert [store.get(ref) for ref in refs] == [*items, items[0]]
    assert refs[:40] == [store.put("many", data, "image/png") for data in items]
    assert set(store.keys("many")) == {ref.key for ref in refs}
    assert store.put_all("many", [], "image/png") == []


def test_keys_lists_what_is_below_a_folder_and_nothing_else(store: ObjectStore) -> None:
    wanted = {store.put(f"listed/{name}", name.encode(), "text/plain").key for name in ("a", "b")}
    store.put("listed-not", b"c", "text/plain")
    assert set(store.keys("listed")) == wanted
    assert list(store.keys("nothing-here")) == []


def test_what_is_not_there_is_poison_and_named(store: ObjectStore) -> None:
    ref = BlobRef(key="things/never-put", sha256="0" * 64, size=1, media_type="text/plain")
    with pytest.raises(Poison, match="things/never-put is not in the object store"):
        store.get(ref)


def test_content_that_is_not_what_its_hash_says_is_poison(store: ObjectStore) -> None:
    ref = store.put("things", b"original", "text/plain")
    with pytest.raises(Poison, match="damaged"):
        store.get(ref.model_copy(update={"sha256": "0" * 64}))


def test_many_threads_may_put_and_get_at_once(store: ObjectStore) -> None:
    got: list[bytes] = []

    def work(number: int) -> None:
        data = f"{number % 4}".encode() * 5000
        got.append(store.get(store.put("threads", data, "text/plain")))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(got) == 16
    assert len(list(store.keys("threads"))) == 4


class Thing(BaseModel):
    name: str


def test_a_model_that_is_put_comes_back_and_another_kind_is_poison(store: ObjectStore) -> None:
    ref = put_model(store, "models", Thing(name="ſ and ͤ"))
    assert get_model(store, ref, Thing) == Thing(name="ſ and ͤ")
    with pytest.raises(Poison, match="is no BlobRef"):
        get_model(store, ref, BlobRef)


@pytest.mark.s3
def test_a_server_that_is_away_is_transient_and_soon(tmp_path: Path) -> None:
    program = find_server()
    if program is None:
        pytest.skip("NO S3 SERVER, so its absence is not tested: `make tools` installs one (needs Go)")
    with s3_server(program, tmp_path) as (settings, process):
        store = open_store(settings)
        ref = store.put("things", b"x", "text/plain")
        process.terminate()
        process.wait(10)
        with pytest.raises(Transient):
            store.get(ref)
        with pytest.raises(Transient):
            store.put("things", b"y", "text/plain")


def test_a_key_that_points_outside_the_folder_is_poison(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "store")
    (tmp_path / "secret").write_bytes(b"x")
    with pytest.raises(Poison, match="outside"):
        store.get(BlobRef(key="../secret", sha256="0" * 64, size=1, media_type="text/plain"))


def test_nothing_half_written_is_ever_listed(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    whole = store.put("things", b"whole", "text/plain")
    (tmp_path / "things" / "abandoned.part").write_bytes(b"ha")
    assert list(store.keys("things")) == [whole.key]


def test_of_many_none_is_stored_when_one_cannot_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(durable, "_syncfs", full)
    store = FolderStore(tmp_path)
    with pytest.raises(Transient, match="cannot store in things: No space left on device"):
        store.put_all("things", [b"one", b"two"], "text/plain")
    assert list(tmp_path.rglob("*")) == [tmp_path / "things"]


def test_an_address_that_is_no_store_is_refused_in_one_sentence() -> None:
    with pytest.raises(UserError, match="RECTO_OBJECTS__URL: 'ftp://somewhere' is neither"):
        open_store(ObjectSettings(url="ftp://somewhere"))


def test_a_bucket_is_made_once_and_only_where_there_is_none(settings: ObjectSettings) -> None:
    if not settings.url.startswith("s3://"):
        assert make_bucket(settings) is None
        return
    other = settings.model_copy(update={"url": "s3://made-now"})
    assert [make_bucket(other), make_bucket(other)] == ["made-now", None]
    ref = open_store(other).put("folder", b"kept", "text/plain")
    assert open_store(other).get(ref) == b"kept"


def test_a_store_that_does_not_answer_is_named() -> None:
    away = ObjectSettings(url="s3://some", endpoint="127.0.0.1:9", secure=False, timeout_seconds=0.2)
    with pytest.raises(UserError, match=r"127\.0\.0\.1:9 does not answer"):
        make_bucket(away, wait_seconds=0)
