"""`recto ingest` against a running ingestion: what goes in, what is said, and the exit code."""

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import typer
from fastapi import FastAPI
from pydantic import SecretStr
from typer.testing import CliRunner, Result

from recto.cli.ingest import ingest
from recto.local.ports import free_port
from recto.runtime.failures import UserError
from recto.runtime.http import HttpServer, with_operations
from recto.runtime.settings import HttpSettings
from schemas.topics import DOCUMENTS, LABELS, PAGES

AnImage = Callable[..., bytes]
ALayout = Callable[..., bytes]
Command = Callable[..., Result]

_AS_NOBODY = """
import os, sys
import typer
from typer.testing import CliRunner
from recto.cli.ingest import ingest
from recto.runtime.failures import UserError
app = typer.Typer()
app.command()(ingest)
# Once as root, so that all is imported: nobody may have no right to read Python's own files.
CliRunner().invoke(app, [sys.argv.pop(1), *sys.argv[2:]])
os.seteuid(65534)
try:
    app()
except UserError as error:
    print(error, file=sys.stderr)
    sys.exit(2)
"""


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    port = free_port()
    server = HttpServer(with_operations(app, "ingestion", lambda: None), HttpSettings(port=port))
    server.start()
    yield f"http://127.0.0.1:{port}"
    server.stop()


@pytest.fixture
def url(desk: Any) -> Iterator[str]:
    with serving(desk.app) as address:
        yield address


@pytest.fixture
def command(url: str, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs the command for the collection `letters`; errors of the person's are raised as they are."""
    monkeypatch.delenv("RECTO_TOKEN", raising=False)
    app = typer.Typer()
    app.command()(ingest)

    def run(*arguments: object, collection: str = "letters", at: str = url) -> Result:
        given = [*map(str, arguments), "--collection", collection, "--url", at]
        result = CliRunner().invoke(app, given)
        if isinstance(result.exception, Exception) and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    folder = tmp_path / "scans"
    folder.mkdir()
    return folder


def names(desk: Any) -> list[str]:
    return sorted(document.name for document in desk.published(DOCUMENTS))


def test_a_folder_goes_in_with_all_folders_below_it(
    desk: Any, command: Command, scans: Path, an_image: AnImage
) -> None:
    (scans / "box 2").mkdir()
    (scans / "a.png").write_bytes(an_image())
    (scans / "notes.txt").write_text("not a page")
    (scans / "box 2" / "b.TIF").write_bytes(an_image("TIFF", pages=2))
    result = command(scans)
    assert (result.exit_code, result.stdout) == (0, "2 documents, 3 pages added\n")
    assert names(desk) == ["a.png", "b.TIF"]


def test_the_same_folder_twice_adds_nothing_and_says_so(
    desk: Any, command: Command, scans: Path, an_image: AnImage
) -> None:
    for seed in range(3):
        (scans / f"{seed}.png").write_bytes(an_image(seed=seed))
    command(scans)
    before = desk.everything_published
    result = command(scans)
    assert (result.exit_code, result.stdout) == (0, "Nothing added: 3 already there\n")
    assert desk.everything_published == before


@pytest.mark.parametrize("ending", [".xml", ".alto.xml", ".page.xml"])
def test_a_layout_beside_its_image_comes_along(
    *, desk: Any, command: Command, scans: Path, an_image: AnImage, a_layout: ALayout, ending: str
) -> None:
    (scans / "a.png").write_bytes(an_image())
    (scans / f"a{ending}").write_bytes(a_layout("one"))
    result = command(scans / "a.png", scans / f"a{ending}")
    assert (result.exit_code, result.stdout) == (0, "1 document, 1 page added\n")
    [page] = desk.published(PAGES)
    assert page.layout is not None


def test_without_layout_only_the_image_is_sent(
    desk: Any, command: Command, scans: Path, an_image: AnImage
) -> None:
    (scans / "a.png").write_bytes(an_image())
    (scans / "a.xml").write_text("<TEI/>")
    assert command(scans).exit_code == 1
    assert command(scans, "--no-layout").exit_code == 0
    [page] = desk.published(PAGES)
    assert page.layout is None


def test_as_labels_says_how_many_were_imported(
    desk: Any, command: Command, scans: Path, an_image: AnImage, a_layout: ALayout
) -> None:
    (scans / "a.png").write_bytes(an_image())
    (scans / "a.xml").write_bytes(a_layout("one", "two"))
    (scans / "b.png").write_bytes(an_image(seed=1))
    result = command(scans, "--as-labels")
    assert result.stdout == "2 documents, 2 pages added, 2 labels imported\n"
    assert "b.png has no layout beside it, so no labels were imported." in result.stderr
    assert len(desk.published(LABELS)) == 2
    assert command(scans, "--as-labels").stdout == "Nothing added: 2 already there\n"


def test_the_writer_named_is_that_of_every_file(
    desk: Any, command: Command, scans: Path, an_image: AnImage
) -> None:
    for seed in range(2):
        (scans / f"{seed}.png").write_bytes(an_image(seed=seed))
    assert command(scans, "--writer", "Mary Stanford").exit_code == 0
    assert [page.writer for page in desk.published(PAGES)] == ["Mary Stanford"] * 2
    result = command(scans / "0.png", "--writer", "Jane", "--as-labels")
    assert result.stdout == "Nothing added: 1 already there\n"
    assert result.stderr == (
        f"{scans}/0.png has no layout beside it, so no labels were imported. "
        "0.png was ingested before, as by Mary Stanford: its writer stays as it is.\n"
    )


def test_without_a_writer_none_is_made_up(
    desk: Any, command: Command, scans: Path, an_image: AnImage
) -> None:
    (scans / "a.png").write_bytes(an_image())
    command(scans)
    assert [page.writer for page in desk.published(PAGES)] == [None]


def test_a_writer_whose_name_is_too_long_stops_the_command_before_anything_is_sent(
    desk: Any, command: Command, scans: Path, an_image: AnImage
) -> None:
    (scans / "a.png").write_bytes(an_image())
    with pytest.raises(UserError, match=r"^--writer has 201 characters; 200 are accepted: shorten it\.$"):
        command(scans, "--writer", "e" * 201)
    assert desk.everything_published == 0


def test_bad_files_are_refused_one_line_each_and_the_others_go_in(
    desk: Any, command: Command, scans: Path, an_image: AnImage, a_layout: ALayout
) -> None:
    whole = an_image("JPEG")
    (scans / "1-good.png").write_bytes(an_image())
    (scans / "2-empty.png").write_bytes(b"")
    (scans / "3-text.png").write_text("Dear Mrs. Stanford,")
    (scans / "4-cut.jpg").write_bytes(whole[: len(whole) // 2])
    (scans / "5-outside.png").write_bytes(an_image(seed=5))
    (scans / "5-outside.xml").write_bytes(a_layout("one", left=900))
    (scans / "6-bomb.png").write_bytes(an_image(seed=6))
    (scans / "6-bomb.xml").write_text('<!DOCTYPE a [<!ENTITY a "ha">]><alto>&a;</alto>')
    (scans / "7-good.png").write_bytes(an_image(seed=7))
    result = command(scans)
    assert result.exit_code == 1
    assert result.stdout == "2 documents, 2 pages added, 5 refused\n"
    assert names(desk) == ["1-good.png", "7-good.png"]
    assert len(desk.published(PAGES)) == 2
    said = [line.removeprefix(f"{scans}/") for line in result.stderr.splitlines()]
    assert said == [
        "2-empty.png is empty.",
        "3-text.png is not a PNG, JPEG or TIFF image.",
        "4-cut.jpg is a broken or truncated image: scan or export it again.",
        "5-outside.png: 5-outside.xml has line 'l1' outside the image of 300 x 200 pixels: "
        "check that image and layout belong together.",
        "6-bomb.png: 6-bomb.xml declares XML entities, which are not accepted: remove its DOCTYPE.",
    ]


def test_a_name_that_is_not_utf_8_goes_in_and_is_shown_escaped(
    desk: Any, command: Command, scans: Path, an_image: AnImage
) -> None:
    folder = os.fsencode(scans)
    for name, data in ((b"b\xfcro.png", an_image()), (b"\xff\x1b[31m\n.png", b"")):
        Path(os.fsdecode(os.path.join(folder, name))).write_bytes(data)  # noqa: PTH118  pathlib takes no bytes
    result = command(scans)
    assert result.stdout == "1 document, 1 page added, 1 refused\n"
    assert names(desk) == ["b\\xfcro.png"]
    assert result.stderr == f"{scans}/\\xff\\x1b[31m\\n.png is empty.\n"


def test_json_has_every_file(desk: Any, command: Command, scans: Path, an_image: AnImage) -> None:
    (scans / "a.png").write_bytes(an_image())
    (scans / "b.png").write_bytes(b"")
    result = command(scans, "--json")
    told = json.loads(result.stdout)
    assert (told["documents_added"], told["pages_added"], told["already_there"], told["refused"]) == (
        1,
        1,
        0,
        1,
    )
    [page] = desk.published(PAGES)
    assert told["files"][0]["page_ids"] == [page.page_id]
    assert told["files"][1]["refused"] == "b.png is empty."


def test_a_path_that_does_not_exist_stops_before_anything_is_sent(
    desk: Any, command: Command, scans: Path, an_image: AnImage
) -> None:
    (scans / "a.png").write_bytes(an_image())
    with pytest.raises(UserError, match=r"^There is no file or folder .*/nothing\.$"):
        command(scans, scans / "nothing")
    assert desk.everything_published == 0


def test_a_folder_without_images_is_a_slip(command: Command, scans: Path) -> None:
    with pytest.raises(UserError, match="There is no PNG, JPEG or TIFF image in"):
        command(scans)


def test_something_that_is_no_file_is_a_slip(command: Command) -> None:
    with pytest.raises(UserError, match="/dev/zero is neither a file nor a folder"):
        command("/dev/zero")


def test_labels_without_layouts_is_a_contradiction(command: Command, scans: Path) -> None:
    with pytest.raises(UserError, match="--as-labels takes texts from layouts"):
        command(scans, "--as-labels", "--no-layout")


def test_an_unknown_collection_stops_the_command(command: Command, scans: Path, an_image: AnImage) -> None:
    (scans / "a.png").write_bytes(an_image())
    with pytest.raises(UserError, match="There is no collection 'leters' \\(there are letters\\)"):
        command(scans, collection="leters")


@pytest.mark.parametrize("name", ["", "..", "Letters", "a/b", "x" * 64])
def test_what_cannot_be_a_name_is_not_looked_up(
    command: Command, scans: Path, an_image: AnImage, name: str
) -> None:
    (scans / "a.png").write_bytes(an_image())
    with pytest.raises(UserError, match="is no name for a collection"):
        command(scans, collection=name)


class _GoneAtFirst:
    """An app in whose place something else answers the first uploads: what a restart looks like to a client."""

    def __init__(self, app: FastAPI, *, failures: int) -> None:
        self._app = app
        self._left = failures

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["method"] == "POST" and self._left:
            self._left -= 1
            await send({"type": "http.response.start", "status": 503, "headers": []})
            await send({"type": "http.response.body", "body": b"upstream is away"})
            return
        await self._app(scope, receive, send)


def test_uploads_are_sent_again_while_the_service_is_away(
    desk: Any, command: Command, scans: Path, an_image: AnImage
) -> None:
    (scans / "a.png").write_bytes(an_image())
    app = desk.app
    app.add_middleware(_GoneAtFirst, failures=2)
    with serving(app) as url:
        result = command(scans, at=url)
    assert (result.exit_code, result.stdout) == (0, "1 document, 1 page added\n")


def test_a_service_that_stays_away_is_given_up_with_what_to_do(
    desk: Any, command: Command, scans: Path, an_image: AnImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recto.cli.uploads._PATIENCE", 0.3)
    (scans / "a.png").write_bytes(an_image())
    app = desk.app
    app.add_middleware(_GoneAtFirst, failures=1_000)
    with serving(app) as url, pytest.raises(UserError, match="Run the same command again later"):
        command(scans, at=url)


def test_a_wrong_token_stops_the_command(desk: Any, command: Command, scans: Path, an_image: AnImage) -> None:
    desk.settings.token = SecretStr("secret")
    (scans / "a.png").write_bytes(an_image())
    with serving(desk.app) as url:
        with pytest.raises(UserError, match="The token is missing or wrong"):
            command(scans, "--token", "wrong", at=url)
        assert command(scans, "--token", "secret", at=url).exit_code == 0


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://[", "nonsense"])
def test_a_service_that_does_not_answer_is_one_sentence(
    command: Command, scans: Path, an_image: AnImage, url: str
) -> None:
    (scans / "a.png").write_bytes(an_image())
    with pytest.raises(UserError, match=r"^Ingestion "):
        command(scans, at=url)


def test_a_file_over_the_upload_limit_is_refused_and_the_next_goes_in(
    desk: Any, command: Command, scans: Path, an_image: AnImage
) -> None:
    desk.settings.max_upload_bytes = 100_000
    (scans / "large.tif").write_bytes(an_image("TIFF", width=4000, height=4000))
    (scans / "small.png").write_bytes(an_image())
    with serving(desk.app) as url:
        result = command(scans, at=url)
    assert result.stdout == "1 document, 1 page added, 1 refused\n"
    assert "large.tif: The upload is larger than the 100000 bytes accepted" in result.stderr


@pytest.fixture
def open_scans(an_image: AnImage) -> Iterator[Path]:
    """A folder that every user may enter, with one file that only its owner may read."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    (folder / "mine.png").write_bytes(an_image())
    (folder / "mine.png").chmod(stat.S_IRUSR)
    (folder / "yours.png").write_bytes(an_image(seed=1))
    (folder / "notes.txt").write_text("not a page")
    (folder / "locked").mkdir(mode=0o700)
    yield folder
    shutil.rmtree(folder)


def as_nobody(url: str, path: Path, warm_up: Path) -> "subprocess.CompletedProcess[str]":
    arguments = [str(warm_up), str(path), "--collection", "letters", "--url", url]
    return subprocess.run(
        [sys.executable, "-c", _AS_NOBODY, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can take another user's place")
def test_files_without_rights_are_refused_and_the_others_go_in(desk: Any, url: str, open_scans: Path) -> None:
    result = as_nobody(url, open_scans, open_scans / "notes.txt")
    assert (result.returncode, result.stdout) == (1, "1 document, 1 page added, 2 refused\n")
    assert result.stderr.splitlines() == [
        f"{open_scans}/mine.png cannot be read: permission denied.",
        f"{open_scans}/locked cannot be read: permission denied.",
    ]
    assert names(desk) == ["yours.png"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can take another user's place")
@pytest.mark.parametrize("name", ["mine.png", "locked"])
def test_the_only_path_without_rights_is_a_slip(url: str, open_scans: Path, name: str) -> None:
    result = as_nobody(url, open_scans / name, open_scans / "notes.txt")
    assert result.returncode == 2
    assert result.stderr == f"{open_scans}/{name} cannot be read: permission denied.\n"
