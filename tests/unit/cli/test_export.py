"""`recto export`: every document as a file of its own, whole or not there."""

from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse

GATEWAY = "http://gateway"


@pytest.fixture
def documents(answering: Any) -> dict[str, str]:
    """A gateway with these documents by id, two a page; their text is their name."""
    names: dict[str, str] = {}
    app = FastAPI()

    @app.get("/v1/documents")
    def every(collection: str, limit: int, after: str = "") -> Response:
        if collection != "letters":
            return JSONResponse({"detail": f"There is no collection {collection!r}."}, 404)
        left = [name for name in names if name > after]
        rows = [{"document_id": one, "name": names[one]} for one in left[:2]]
        return JSONResponse({"documents": rows, "next": left[1] if len(left) > 2 else None})

    @app.get("/v1/documents/{document_id}/export")
    def export(document_id: str, format: str) -> Response:  # noqa: A002
        kind = "application/zip" if names[document_id].startswith("many") else "text/plain"
        return Response(f"{format}:{names[document_id]}", media_type=kind)

    answering(GATEWAY, app)
    return names


def test_every_document_becomes_a_file_in_the_format_asked_for(
    recto: Any, documents: dict[str, str], tmp_path: Path
) -> None:
    documents |= {f"{number}" * 12: f"letter {number}.png" for number in range(1, 6)}
    for form, ending in (("text", ".txt"), ("json", ".json"), ("alto", ".xml")):
        folder = tmp_path / "deep" / form
        said = recto("export", "letters", "--into", str(folder), "--format", form)
        assert said.code == 0, said
        files = sorted(path.name for path in folder.iterdir())
        assert files == [f"letter_{number}-{str(number) * 8}{ending}" for number in range(1, 6)]
        assert (folder / files[0]).read_text() == f"{form}:letter 1.png"
        assert "5 documents in" in said.out


def test_an_archive_is_named_as_one(recto: Any, documents: dict[str, str], tmp_path: Path) -> None:
    documents["d" * 12] = "many pages.tiff"
    recto("export", "letters", "--into", str(tmp_path), "--format", "alto")
    assert [path.name for path in tmp_path.iterdir()] == ["many_pages-dddddddd.zip"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "/", ".", "..", ".hidden", "", "ß" * 300, "a\x00b\n"])
def test_whatever_a_document_is_called_its_file_lies_in_the_folder(
    recto: Any, documents: dict[str, str], tmp_path: Path, name: str
) -> None:
    documents["d" * 12] = name
    said = recto("export", "letters", "--into", str(tmp_path / "out"))
    assert said.code == 0, said
    [file] = (tmp_path / "out").iterdir()
    assert file.name.endswith("-dddddddd.txt")
    assert not file.name.startswith(".")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_exporting_again_replaces_the_files(recto: Any, documents: dict[str, str], tmp_path: Path) -> None:
    documents["d" * 12] = "letter.png"
    for _ in range(2):
        recto("export", "letters", "--into", str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["letter-dddddddd.txt"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("letters", "--format", "docx"), "docx"),
        (("forms",), "forms"),
        (("letters", "--into", "{tmp}/file"), "file"),
        (("letters", "--into", "{tmp}/file/below"), "file"),
    ],
)
def test_a_mistake_is_one_sentence_and_writes_nothing(
    recto: Any, documents: dict[str, str], tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    documents["d" * 12] = "letter.png"
    (tmp_path / "file").write_text("mine")
    said = recto("export", *(word.format(tmp=tmp_path) for word in words))
    assert said.code == 2
    assert said.is_one_sentence, said
    assert told in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_text() == "mine"


def test_a_disk_that_is_full_leaves_no_half_file(
    recto: Any, documents: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents["d" * 12] = "letter.png"
    write = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        write(path, data[:3])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    said = recto("export", "letters", "--into", str(tmp_path))
    assert said.code == 2
    assert "No space left on device" in said.err
    assert "Traceback" not in said.err
    assert list(tmp_path.iterdir()) == []


def test_a_collection_that_is_not_there_is_told_of_instead_of_an_empty_export(
    recto: Any, gateway: Any, tmp_path: Path
) -> None:
    said = recto("export", "nosuch", "--into", str(tmp_path / "out"))
    assert said.code == 2
    assert said.is_one_sentence, said
    assert "There is no collection nosuch" in said.err
    assert not (tmp_path / "out").exists()


def test_an_empty_collection_is_exported_as_nothing(recto: Any, gateway: Any, tmp_path: Path) -> None:
    assert recto("collections", "create", "letters").code == 0
    said = recto("export", "letters", "--into", str(tmp_path / "out"))
    assert (said.code, "0 documents" in said.out) == (0, True)
