"""`recto ingest --label-studio` against a running ingestion: what is matched, what is left out, and what goes in."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from recto.cli.ingest import ingest
from recto.local.ports import free_port
from recto.runtime.failures import UserError
from recto.runtime.http import HttpServer, with_operations
from recto.runtime.settings import HttpSettings
from schemas.layout import Layout
from schemas.topics import DOCUMENTS, LABELS, PAGES

AnImage = Callable[..., bytes]
Command = Callable[..., Result]


@pytest.fixture
def url(desk: Any) -> Iterator[str]:
    port = free_port()
    server = HttpServer(with_operations(desk.app, "ingestion", lambda: None), HttpSettings(port=port))
    server.start()
    yield f"http://127.0.0.1:{port}"
    server.stop()


@pytest.fixture
def scans(tmp_path: Path, an_image: AnImage) -> Path:
    folder = tmp_path / "scans"
    (folder / "box 1").mkdir(parents=True)
    (folder / "box 1" / "page1.png").write_bytes(an_image(seed=1))
    (folder / "page 2.png").write_bytes(an_image(seed=2))
    (folder / "line.png").write_bytes(an_image(seed=3, width=200, height=20))
    return folder


@pytest.fixture
def command(url: str, tmp_path: Path, scans: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Writes tasks as an export and hands it in; errors of the person's are raised as they are."""
    monkeypatch.delenv("RECTO_TOKEN", raising=False)
    app = typer.Typer()
    app.command()(ingest)

    def run(tasks: Any, *arguments: str) -> Result:
        export = tmp_path / "export.json"
        export.write_text(tasks if isinstance(tasks, str) else json.dumps(tasks))
        given = [
            "--label-studio",
            str(export),
            str(scans),
            "--collection",
            "letters",
            "--url",
            url,
            *arguments,
        ]
        result = CliRunner().invoke(app, given)
        if isinstance(result.exception, Exception) and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


def region(name: str, text: str, y: float, **more: Any) -> list[dict[str, Any]]:
    value = {"x": 10, "y": y, "width": 50, "height": 10, "rotation": 0}
    common = {"id": name, "original_width": 300, "original_height": 200, **more}
    return [
        common | {"type": "rectanglelabels", "value": value | {"rectanglelabels": ["Text"]}},
        common | {"type": "textarea", "value": value | {"text": [text]}},
    ]


def task(number: int, image: str, result: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"id": number, "data": {"ocr": image}, "annotations": [{"result": result, **more}]}


PAGE = task(
    1, "/data/upload/3/8a2b1c9d-page1.png", [*region("b", "yours", 60), *region("a", "Dear Sir,", 10)]
)
SECOND = task(2, "s3://scans/2024/page%202.png", region("a", "two", 10))
LINE = task(3, "/data/local-files/?d=lines/line.png", [{"type": "textarea", "value": {"text": ["My dear"]}}])


def test_pages_go_in_with_the_lines_that_were_drawn_and_their_texts_are_labels(
    desk: Any, command: Command
) -> None:
    result = command([PAGE, SECOND, LINE], "--as-labels")
    assert (result.exit_code, result.stdout) == (0, "3 documents, 3 pages added, 4 labels imported\n")
    assert sorted(document.name for document in desk.published(DOCUMENTS)) == [
        "line.png",
        "page 2.png",
        "page1.png",
    ]
    assert sorted(label.text for label in desk.published(LABELS)) == ["Dear Sir,", "My dear", "two", "yours"]
    layouts = [Layout.model_validate_json(desk.objects.get(page.layout)) for page in desk.published(PAGES)]
    first = next(layout for layout in layouts if len(layout.lines) == 2)
    assert [(line.id, line.polygon[0]) for line in first.lines] == [("a", (30, 20)), ("b", (30, 120))]
    whole = next(layout for layout in layouts if layout.width == 200)
    assert whole.lines[0].polygon == ((0, 0), (200, 0), (200, 20), (0, 20))


def test_the_same_export_again_adds_nothing(desk: Any, command: Command) -> None:
    command([PAGE, LINE], "--as-labels")
    before = desk.everything_published
    assert command([PAGE, LINE], "--as-labels").stdout == "Nothing added: 2 already there\n"
    assert desk.everything_published == before


def test_without_as_labels_the_boxes_are_used_and_the_texts_are_not(desk: Any, command: Command) -> None:
    assert command([PAGE]).exit_code == 0
    assert desk.published(LABELS) == []
    [page] = desk.published(PAGES)
    assert b"Dear Sir," not in desk.objects.get(page.layout)


def test_each_task_that_is_left_out_is_told_with_the_reason(desk: Any, command: Command) -> None:
    tasks = [
        PAGE,
        task(4, "/data/upload/3/00000000-page1.png", region("a", "again", 10)),
        task(5, "/data/upload/3/00000000-lost.png", region("a", "lost", 10)),
        task(6, "page 2.png", region("a", "no", 10), was_cancelled=True),
    ]
    result = command(tasks)
    assert (result.exit_code, result.stdout) == (0, "1 document, 1 page added, 3 tasks skipped\n")
    said = [line.split(": ", 1)[1] for line in result.stderr.splitlines()]
    assert said[0] == "task 6 was skipped in Label Studio."
    assert said[1].startswith("task 4 is about ")
    assert said[1].endswith("page1.png, as is task 1, which is taken over.")
    assert said[2] == "task 5 is about 00000000-lost.png, and there is no such image in the folder."
    told = json.loads(command(tasks, "--json").stdout)
    assert told["skipped"][0]["task"] == "6"
    assert told["skipped"][0]["reason"] == "was skipped in Label Studio"


def test_a_broken_export_hands_nothing_in_not_even_what_was_whole(desk: Any, command: Command) -> None:
    broken = task(7, "page 2.png", region("a", "bell\x07", 10))
    with pytest.raises(
        UserError, match=r"export\.json has in task 7 region 'a' with a control character in value\.text\.$"
    ):
        command([PAGE, broken])
    with pytest.raises(UserError, match=r"export\.json is not JSON"):
        command("[{")
    assert desk.everything_published == 0


def test_an_export_none_of_whose_images_are_there_is_a_slip(desk: Any, command: Command) -> None:
    with pytest.raises(
        UserError, match=r"task 5 is about x\.png, and there is no such image .* no other task fits"
    ):
        command([task(5, "x.png", region("a", "lost", 10))])
    assert desk.everything_published == 0


def test_boxes_of_another_picture_are_refused_and_the_others_go_in(desk: Any, command: Command) -> None:
    odd = task(8, "page 2.png", region("a", "x", 10, original_width=900))
    result = command([PAGE, odd])
    assert (result.exit_code, result.stdout) == (1, "1 document, 1 page added, 1 refused\n")
    assert "page 2.xml was made for an image of 900 x 200 pixels" in result.stderr


def test_an_image_that_is_none_is_refused_by_its_name(desk: Any, command: Command, scans: Path) -> None:
    (scans / "line.png").write_text("not an image")
    result = command([PAGE, LINE])
    assert (result.exit_code, result.stdout) == (1, "1 document, 1 page added, 1 refused\n")
    assert "line.png is not a PNG, JPEG or TIFF image." in result.stderr


def test_an_export_that_is_not_there_or_contradicts_another_option_is_a_slip(
    command: Command, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match="--label-studio takes lines from an export"):
        command([PAGE], "--no-layout")
    with pytest.raises(UserError, match=r"nothing\.json cannot be read: no such file"):
        command([PAGE], "--label-studio", str(tmp_path / "nothing.json"))
