"""What is not taken in: each bad file is refused in one sentence, and leaves nothing behind."""

import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from schemas.topics import DOCUMENTS

AnImage = Callable[..., bytes]
ALayout = Callable[..., bytes]

BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE alto [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Layout>&b;</Layout></alto>"""


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size, with next to no data behind it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


def assert_refused(desk: Any, answer: Any, sentence: str) -> None:
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == sentence
    assert desk.everything_published == 0
    assert desk.everything_stored == []


def test_an_empty_file_is_refused(desk: Any) -> None:
    assert_refused(desk, desk.post(b""), "scan.png is empty.")


def test_text_renamed_to_png_is_refused(desk: Any) -> None:
    assert_refused(desk, desk.post(b"Dear Mrs. Stanford,\n"), "scan.png is not a PNG, JPEG or TIFF image.")


def test_a_pdf_renamed_to_png_is_told_as_what_it_is(desk: Any) -> None:
    answer = desk.post(b"%PDF-1.7\n")
    assert_refused(desk, answer, "scan.png is a PDF: export its pages as PNG, JPEG or TIFF images.")


def test_a_truncated_jpeg_is_refused(desk: Any, an_image: AnImage) -> None:
    whole = an_image("JPEG")
    answer = desk.post(whole[: len(whole) // 2], file="scan.jpg")
    assert_refused(desk, answer, "scan.jpg is a broken or truncated image: scan or export it again.")


def test_an_image_of_500_megapixels_is_refused_unseen(desk: Any) -> None:
    answer = desk.post(png_header(25_000, 20_000))
    assert_refused(
        desk,
        answer,
        "scan.png has 25000 x 20000 pixels, more than the 150000000 accepted: scan it coarser.",
    )


def test_a_tiff_whose_last_page_is_broken_leaves_none_of_its_pages(desk: Any, an_image: AnImage) -> None:
    whole = an_image("TIFF", pages=3)
    answer = desk.post(whole[:-20_000], file="scan.tif")
    assert_refused(desk, answer, "scan.tif is a broken or truncated image: scan or export it again.")


def test_too_many_pages_are_refused(desk: Any, an_image: AnImage) -> None:
    desk.settings.max_pages = 2
    assert desk.post(an_image("TIFF", pages=2)).status_code == 201
    answer = desk.post(an_image("TIFF", pages=3), file="scan.tif")
    assert answer.json()["detail"] == "scan.tif has more than the 2 pages accepted: split it."


def test_an_entity_bomb_is_refused_under_the_name_of_the_layout(desk: Any, an_image: AnImage) -> None:
    answer = desk.post(an_image(), BOMB)
    assert_refused(
        desk,
        answer,
        "scan.xml declares XML entities, which are not accepted: remove its DOCTYPE.",
    )


def test_polygons_outside_the_image_are_refused(desk: Any, an_image: AnImage, a_layout: ALayout) -> None:
    answer = desk.post(an_image(), a_layout("one", left=900))
    assert_refused(
        desk,
        answer,
        "scan.xml has line 'l1' outside the image of 300 x 200 pixels: check that image and layout belong together.",
    )


def test_a_layout_of_another_shape_is_refused(desk: Any, an_image: AnImage, a_layout: ALayout) -> None:
    answer = desk.post(an_image(), a_layout("one", width=500, height=200))
    assert answer.status_code == 422
    assert "was made for an image of 500 x 200 pixels" in answer.json()["detail"]


def test_xml_that_is_no_layout_is_refused(desk: Any, an_image: AnImage) -> None:
    answer = desk.post(an_image(), b"<TEI/>")
    assert_refused(desk, answer, "scan.xml is neither ALTO nor PAGE XML: its root is <TEI>.")


def test_a_layout_for_an_image_of_several_pages_is_refused(
    desk: Any, an_image: AnImage, a_layout: ALayout
) -> None:
    answer = desk.post(an_image("TIFF", pages=2), a_layout("one"))
    assert_refused(desk, answer, "scan.xml describes one page, but its image has 2: split the image.")


@pytest.mark.parametrize("text", ["x" * 300_000, "word " * 3_000])
def test_a_line_too_long_for_an_event_is_refused(
    desk: Any, an_image: AnImage, a_layout: ALayout, text: str
) -> None:
    answer = desk.post(an_image(), a_layout(text), as_labels="true")
    assert answer.status_code == 422
    assert answer.json()["detail"].endswith("characters in line 'l1'; 10000 are accepted.")
    assert desk.everything_stored == []


def test_labels_without_a_layout_are_refused(desk: Any, an_image: AnImage) -> None:
    answer = desk.post(an_image(), as_labels="true")
    assert answer.json()["detail"] == (
        "Field layout: as_labels takes its texts from a layout, and none came along."
    )


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("b\\xfcro.png", "b\\xfcro.png"),
        ("a\nb\x1b[31m.png", "a b[31m.png"),
        ("x" * 1000, "x" * 200),
        ("äſ.png", "äſ.png"),
        ("///", "unnamed"),
    ],
)
def test_names_are_kept_without_folders_and_control_characters(
    desk: Any, an_image: AnImage, given: str, shown: str
) -> None:
    assert desk.post(an_image(), name=given).status_code == 201
    assert [document.name for document in desk.published(DOCUMENTS)] == [shown]


def test_an_unknown_collection_is_named_with_those_that_exist(desk: Any, an_image: AnImage) -> None:
    answer = desk.post(an_image(), collection="leters")
    assert answer.status_code == 404
    assert answer.json()["detail"] == (
        "There is no collection 'leters' (there are letters): make it with `recto collections create leters`."
    )
    assert desk.everything_stored == []


def test_before_the_collections_are_read_an_unknown_one_may_exist(desk: Any, an_image: AnImage) -> None:
    desk.collections.all_read = False
    answer = desk.post(an_image(), collection="forms")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")


def test_an_upload_larger_than_accepted_is_refused_before_it_is_read(desk: Any, an_image: AnImage) -> None:
    desk.settings.max_upload_bytes = 10_000
    answer = desk.post(an_image())
    assert answer.status_code == 413
    assert answer.json()["detail"] == (
        "The upload is larger than the 10000 bytes accepted: split or compress it."
    )


def test_a_writer_whose_name_is_too_long_is_refused_before_anything_is_read(
    desk: Any, an_image: AnImage
) -> None:
    answer = desk.post(an_image(), writer="e" * 201)
    assert_refused(desk, answer, "Field writer: has 201 characters; 200 are accepted.")
    assert desk.post(an_image(), writer=" " + "e\u0301" * 200).status_code == 201


def test_an_upload_of_unknown_length_is_stopped_at_the_limit(desk: Any) -> None:
    desk.settings.max_upload_bytes = 10_000
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'

    def chunks() -> Iterator[bytes]:
        yield head
        for _ in range(100):
            yield b"x" * 1000

    with TestClient(desk.app) as client:
        answer = client.post(
            "/v1/documents",
            content=chunks(),
            headers={"Content-Type": "multipart/form-data; boundary=b"},
        )
    assert answer.status_code == 413
    assert answer.json()["detail"] == (
        "The upload is larger than the 10000 bytes accepted: split or compress it."
    )


@pytest.mark.parametrize(
    ("token", "status"), [("", 401), ("wrong", 401), ("schlüssel", 401), ("secret", 201)]
)
def test_where_a_token_is_set_only_its_bearer_uploads(
    desk: Any, an_image: AnImage, token: str, status: int
) -> None:
    desk.settings.token = SecretStr("secret")
    with TestClient(desk.app) as client:
        answer = client.post(
            "/v1/documents",
            data={"collection": "letters"},
            files={"file": ("scan.png", an_image())},
            headers={"Authorization": f"Bearer {token}".encode()},
        )
    assert answer.status_code == status
    assert bool(desk.everything_stored) == (status == 201)
