"""Label Studio's exports: what each task holds, as pages, lines and texts, and what is refused or left out."""

import json
import math
from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recto.documents import page_xml
from recto.documents.errors import BadExport, Refused
from recto.documents.label_studio.lines import CHOICES, Made, Predicted, line_task, made_of
from recto.documents.label_studio.names import Images, path_of, uploaded_name
from recto.documents.label_studio.pages import FoundPage, Left, read_export
from recto.documents.label_studio.tasks import told
from recto.documents.label_studio.texts import Unusable
from recto.documents.text import plain

WIDTH, HEIGHT = 2000, 3000


def box(name: str, text: str | None = None, *, kind: str = "rectangle", **value: Any) -> list[dict[str, Any]]:
    """A region as the OCR template exports it: the shape, its label, and its text, under one id."""
    place = {"x": 10.0, "y": 10.0, "width": 50.0, "height": 2.0, "rotation": 0, **value}
    place = {key: part for key, part in place.items() if part is not None}
    common = {"id": name, "original_width": WIDTH, "original_height": HEIGHT, "image_rotation": 0}
    parts: list[tuple[str, dict[str, Any]]] = [(kind, {}), ("labels", {"labels": ["Text"]})]
    parts += [("textarea", {"text": [text]})] if text is not None else []
    return [common | {"type": form, "to_name": "image", "value": place | more} for form, more in parts]


def polygon(name: str, text: str, points: list[tuple[float, float]]) -> list[dict[str, Any]]:
    whole = {"points": points, "closed": True}
    return box(
        name, text, kind="polygonlabels", x=None, y=None, width=None, height=None, rotation=None, **whole
    )


def typed(*texts: Any, **value: Any) -> list[dict[str, Any]]:
    return [{"id": "t", "type": "textarea", "to_name": "image", "value": {"text": list(texts), **value}}]


def task(result: list[dict[str, Any]], number: int = 1, **more: Any) -> dict[str, Any]:
    annotation = {"id": number, "result": result, "was_cancelled": False, "completed_by": 1}
    return {
        "id": number,
        "data": {"ocr": "/data/upload/1/8a2b1c9d-page1.png"},
        "annotations": [annotation],
        **more,
    }


def export(*tasks: Any) -> bytes:
    return json.dumps(tasks).encode()


def only(*tasks: Any) -> FoundPage:
    [page], left = read_export(export(*tasks))
    assert left == []
    return page


def lines_of(page: FoundPage) -> list[tuple[str, str | None]]:
    assert page.layout
    return [(line.id, line.text) for line in page.layout.lines]


def test_boxes_with_their_texts_become_the_lines_of_a_page():
    page = only(task([*box("b", "second", y=20.0), *box("a", "first"), *box("c", y=30.0)]))
    assert page.image == ("data", "upload", "1", "8a2b1c9d-page1.png")
    assert page.layout
    assert (page.layout.width, page.layout.height) == (WIDTH, HEIGHT)
    assert lines_of(page) == [("a", "first"), ("b", "second"), ("c", None)]
    assert page.layout.lines[0].polygon == ((200, 300), (1200, 300), (1200, 360), (200, 360))


def test_a_box_that_is_turned_keeps_its_shape_and_its_baseline_runs_along_it():
    page = only(task(box("a", "up", x=50.0, y=50.0, width=20.0, height=2.0, rotation=-90)))
    assert page.layout
    [line] = page.layout.lines
    assert line.polygon == ((1000, 1500), (1000, 1100), (1060, 1100), (1060, 1500))
    assert [x for x, _ in line.baseline] == [1047, 1047]
    assert sorted(y for _, y in line.baseline) == [1100, 1500]


def test_a_polygon_keeps_its_points():
    page = only(task(polygon("p", "round", [(0, 0), (50, 1), (100, 0), (100, 3), (0, 3)])))
    assert page.layout
    assert page.layout.lines[0].polygon == ((0, 0), (1000, 30), (2000, 0), (2000, 90), (0, 90))


def test_boxes_beside_each_other_are_read_from_left_to_right():
    page = only(
        task(
            [*box("right", x=60.0, width=30.0, y=10.3), *box("left", width=30.0, y=10.6), *box("below", y=13)]
        )
    )
    assert [name for name, _ in lines_of(page)] == ["left", "right", "below"]


def test_relations_say_the_order_where_there_are_any():
    arrows = [
        {"type": "relation", "from_id": a, "to_id": b, "direction": "right"} for a, b in ("ab", "bc", "ca")
    ]
    columns = [
        *box("a", x=1.0, width=9.0),
        *box("x", x=60.0, width=30.0),
        *box("b", x=1.0, width=9.0, y=50.0),
        *box("c", y=80.0),
    ]
    assert [name for name, _ in lines_of(only(task([*columns, *arrows[:2]])))] == ["a", "b", "c", "x"]
    assert {name for name, _ in lines_of(only(task([*columns, *arrows])))} == {"a", "b", "c", "x"}


def test_a_task_with_a_text_and_no_box_is_one_whole_line():
    page = only(task(typed("My dear\n")))
    assert (page.layout, page.text) == (None, "My dear")
    [line] = page.layout_on(400, 50).lines
    assert (line.polygon, line.text) == (((0, 0), (400, 0), (400, 50), (0, 50)), "My dear")


def test_of_several_annotations_ground_truth_counts_then_the_newest_and_no_skipped_one():
    def annotation(text: str, **more: Any) -> dict[str, Any]:
        return {"result": typed(text), **more}

    old, new = (
        annotation("old", updated_at="2024-01-01T00:00:00Z"),
        annotation("new", updated_at="2025-01-01T00:00:00Z"),
    )
    skipped = annotation("skipped", was_cancelled=True, updated_at="2026-01-01T00:00:00Z")
    gold = annotation("gold", ground_truth=True, created_at="2020-01-01T00:00:00Z")
    assert only(task([], annotations=[new, skipped, old])).text == "new"
    assert only(task([], annotations=[new, gold, old])).text == "gold"


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"annotations": []}, "has no annotation: drafts and predictions are not taken over"),
        ({"annotations": [], "drafts": [{"result": box("a", "draft")}]}, "has no annotation"),
        ({"annotations": [], "predictions": [{"result": box("a", "guess")}]}, "has no annotation"),
        ({"annotations": [{"result": box("a", "x"), "was_cancelled": True}]}, "was skipped in Label Studio"),
        ({"annotations": [{"result": []}]}, "was submitted with nothing in it"),
        (
            {"annotations": [{"result": [{"type": "choices", "value": {"choices": ["cat"]}}]}]},
            "holds choices, and no",
        ),
        ({"annotations": [{"result": typed("one\ntwo")}]}, "has 2 rows of text in the image's text"),
        ({"annotations": [{"result": box("r", "one\rtwo\n")}]}, "has 2 rows of text in region 'r'"),
        (
            {"annotations": [{"result": typed("a", x=1, y=1, radiusX=2, radiusY=2)}]},
            "neither a rectangle nor a polygon",
        ),
        ({"annotations": [{"result": box("a", "x", width=0)}]}, "gives no place for line 'a'"),
        ({"annotations": [{"result": [r | {"image_rotation": 90} for r in box("a", "x")]}]}, "was turned"),
        (
            {"annotations": [{"result": [r | {"original_width": None} for r in box("a")]}]},
            "without original_width",
        ),
        ({"annotations": [{"result": [r | {"item_index": 1} for r in box("a")]}]}, "on several images"),
        ({"data": {"text": "no image"}}, "names no PNG, JPEG or TIFF image"),
        ({"data": {"front": "a.png", "back": "b.png"}}, "names 2 images"),
        ({"data": {"ocr": "data:image/png;base64,AAAA"}}, "names no PNG, JPEG or TIFF image"),
    ],
)
def test_a_task_without_use_is_left_out_with_the_reason(broken: dict[str, Any], said: str):
    pages, left = read_export(export(task(box("a", "x")), task(box("a", "x"), number=7) | broken))
    assert len(pages) == 1
    assert [one.task for one in left] == ["7"]
    assert said in left[0].reason


def test_an_export_in_which_nothing_is_of_use_is_refused():
    other = {
        "id": 4,
        "data": {"audio": "a.wav"},
        "annotations": [{"result": [{"type": "labels", "value": {}}]}],
    }
    with pytest.raises(
        BadExport, match="no page with boxes and no line with a text: task 4 holds labels, and no"
    ):
        read_export(export(other))
    with pytest.raises(BadExport, match="holds no page"):
        read_export(b"[]")


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (box("a", x=float("nan")), "is not JSON"),
        (
            box("a", x="ten"),
            r"has in task 7 region 'a' with the field value.x wrong: input should be a valid number",
        ),
        (box("a", x=140.0), r"task 7 region 'a' with the field value.x wrong: input should be less than"),
        (box("a", y=-30), "task 7 region 'a' with the field value.y wrong"),
        (box("a", width=-1), "task 7 region 'a' with the field value.width wrong"),
        (box("a", rotation=1e9), "task 7 region 'a' with the field value.rotation wrong"),
        (box("far", x=95.0, width=90.0), "has in task 7 line 'far' outside the image of 2000 x 3000 pixels"),
        (polygon("p", "x", [(0, 0), (1, 1)]), "task 7 region 'p' with the field value.points wrong"),
        (box("a", "bell\x07"), "has in task 7 region 'a' with a control character in value.text"),
        (typed("null\x00"), "has in task 7 the image's text with a control character in value.text"),
        (typed(5), "has in task 7 the image's text without a text in value.text"),
        (typed("x" * 10_001), "has in task 7 the image's text with more than 10000 characters"),
        ([{"type": 5}], "has in task 7 the field annotations.0.result.0.type wrong"),
        ([{"type": "a", "original_width": 10**12}], "annotations.0.result.0.original_width wrong"),
        ("none", "has in task 7 the field annotations.0.result wrong"),
    ],
)
def test_what_is_malformed_is_refused_whole_naming_task_and_field(result: Any, said: str):
    with pytest.raises(BadExport, match=said):
        read_export(export(task(box("a", "x")), task(result, number=7)))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is not JSON"),
        (b"<annotation/>", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b'["\\ud800"]', "is not JSON"),
        (b"{}", "is not a list of tasks"),
        (b"[5]", "has no object where its task 1 should be"),
        (
            b'[{"ocr": "a.png", "bbox": [], "transcription": []}]',
            "has task number 1 without data: .* not as JSON-MIN",
        ),
        (b'[{"id": "\\u001b[31m", "data": 5}]', "has in task number 1 the field data wrong"),
        (b'[{"data": {}, "annotations": [{"lead_time": 1e999}]}]', "lead_time wrong"),
    ],
)
def test_what_is_no_export_is_refused_with_what_to_do(data: bytes, said: str):
    with pytest.raises(BadExport, match=said):
        read_export(data)


def test_a_file_over_the_limit_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("recto.documents.label_studio.tasks.MAX_BYTES", 1024)
    with pytest.raises(Refused, match="is larger than the"):
        read_export(b"[" + b" " * 2000 + b"]")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(
    result=json_values,
    place=st.dictionaries(st.sampled_from(["x", "y", "width", "points", "text"]), json_values),
)
def test_whatever_comes_is_read_or_refused_in_our_words(result: Any, place: dict[str, Any]):
    region = {"id": "a", "type": "textarea", "original_width": 10, "original_height": 10, "value": place}
    for odd in (task(result), task([region]), task([{**region, "type": "polygon"}]), result):
        try:
            pages, left = read_export(export(odd))
        except Refused:
            continue
        assert all(isinstance(page, FoundPage) for page in pages)
        assert all(isinstance(one, Left) for one in left)


some_texts = st.text(max_size=30).map(plain).map(lambda text: text or None)
boxes = st.tuples(
    st.integers(0, 900), st.integers(1, 900), st.integers(1, 60), st.floats(-30, 30), some_texts
)


def _inside(x: float, y: float) -> bool:
    return 0 <= x <= WIDTH and 0 <= y <= HEIGHT


@settings(max_examples=80, deadline=None)
@given(drawn=st.lists(boxes, min_size=1, max_size=5))
def test_pages_come_back_with_place_and_text_through_label_studio_and_page_xml(drawn: list[tuple[Any, ...]]):
    """Boxes in pixels, written in percent as Label Studio writes them, are the same boxes within a pixel."""
    result, wanted = [], {}
    for at, (left, width, height, degrees, text) in enumerate(drawn):
        top, turn = 600 + 400 * at, math.radians(degrees)
        corners = [
            (left + a * width * math.cos(turn) - d * height * math.sin(turn),
             top + a * width * math.sin(turn) + d * height * math.cos(turn))
            for a, d in ((0, 0), (1, 0), (1, 1), (0, 1))
        ]  # fmt: skip
        if not all(_inside(*corner) for corner in corners):
            continue
        percent = {
            "x": left / 20,
            "y": top / 30,
            "width": width / 20,
            "height": height / 30,
            "rotation": degrees,
        }
        result += box(f"r{at}", text, **percent)
        wanted[f"r{at}"] = (corners, text)
    page = only(task([*result, *box("last", "end", y=95.0)]))
    assert page.layout
    layout = page_xml.read(page_xml.write(page.layout, image_name="page1.png"))
    assert layout == page.layout
    found = {line.id: line for line in layout.lines}
    assert found.keys() == {*wanted, "last"}
    for name, (corners, text) in wanted.items():
        assert found[name].text == text
        distances = [math.dist(a, b) for a, b in zip(found[name].polygon, corners, strict=False)]
        assert len(found[name].polygon) == 4
        assert max(distances) < 1


@given(made=st.one_of(
    st.text(min_size=1, max_size=40).map(plain).filter(bool).map(lambda text: Made(text=text)),
    st.sampled_from(CHOICES).map(lambda choice: Made(choice=choice)),
    st.just(Made()),
))  # fmt: skip
def test_a_line_task_comes_back_as_it_was_answered(made: Made):
    sent = line_task({"image": "http://gateway/a", "task_id": "t"}, Predicted("My dcar", "base", 0.93), made)
    [back] = told(json.dumps([sent]).encode())
    assert back.data == {"image": "http://gateway/a", "task_id": "t"}
    assert [made_of(annotation) for annotation in back.annotations] == [made]


def test_a_prediction_is_no_answer():
    [back] = told(json.dumps([line_task({}, Predicted("My dcar", "base", 0.93))]).encode())
    assert back.annotations == ()


def test_an_annotation_without_text_and_choice_says_what_to_do():
    [back] = told(export({"data": {}, "annotations": [{"result": typed("  ")}]}))
    with pytest.raises(Unusable, match="type one, or choose unreadable or not-text"):
        made_of(back.annotations[0])


def test_a_webhooks_message_tells_of_one_task_with_one_annotation():
    message = {
        "action": "ANNOTATION_CREATED",
        "project": {"id": 2},
        "annotation": task(typed("x"))["annotations"][0],
    }
    [back] = told(json.dumps(message | {"task": {"id": 9, "data": {"task_id": "t"}}}).encode())
    assert (back.data, [made_of(one) for one in back.annotations]) == ({"task_id": "t"}, [Made(text="x")])
    with pytest.raises(BadExport, match="tells of 1 annotations and 0 tasks"):
        told(json.dumps(message).encode())
    assert told(b'{"action": "TASKS_DELETED", "tasks": [{"id": 18}]}') == []


@pytest.mark.parametrize(
    ("given_path", "parts"),
    [
        ("/data/upload/1/8a2b1c9d-page1.png", ("data", "upload", "1", "8a2b1c9d-page1.png")),
        ("/data/local-files/?d=scans/box%201/page1.png", ("scans", "box 1", "page1.png")),
        ("/data/local-files/?d=scans\\page1.PNG", ("scans", "page1.PNG")),
        ("/storage-data/uploaded/?filepath=upload/1/a.jpeg", ("upload", "1", "a.jpeg")),
        ("s3://bucket/box/page1.tif", ("bucket", "box", "page1.tif")),
        ("https://example.org/p/page%201.jpg?X-Amz-Signature=abc", ("example.org", "p", "page 1.jpg")),
        ("../../etc/page1.png", ("etc", "page1.png")),
        ("page1.png", ("page1.png",)),
        ("https://example.org/sound.wav", ()),
        ("http://[", ()),
        (5, ()),
    ],
)
def test_the_path_of_an_image_is_found_in_all_that_label_studio_writes(
    given_path: object, parts: tuple[str, ...]
):
    assert path_of(given_path) == parts


def found(wanted: str, *files: str) -> str:
    return str(Images(map(PurePosixPath, files)).find(path_of(wanted)))


def test_an_upload_is_found_with_its_hash_without_it_and_as_label_studio_rewrote_it():
    assert found("/data/upload/1/8a2b1c9d-page1.png", "page1.png", "page2.png") == "page1.png"
    assert (
        found("/data/upload/1/8a2b1c9d-page1.png", "page1.png", "8a2b1c9d-page1.png") == "8a2b1c9d-page1.png"
    )
    assert found("/data/upload/1/8a2b1c9d-page_1_copy.png", "page 1 (copy).png") == "page 1 (copy).png"
    assert uploaded_name(" page 1 (copy).png") == "page_1_copy.png"


def test_of_images_of_one_name_the_one_whose_folders_agree_is_taken():
    assert found("s3://b/scans/box2/1.png", "in/box1/1.png", "in/box2/1.png") == "in/box2/1.png"
    with pytest.raises(Unusable, match=r"is about 1\.png, and 2 images in the folder have that name"):
        found("s3://b/1.png", "in/box1/1.png", "in/box2/1.png")
    with pytest.raises(Unusable, match=r"is about 3\.png, and there is no such image in the folder"):
        found("s3://b/3.png", "in/box1/1.png")


def test_a_file_name_is_the_image_where_the_data_has_none():
    page = only(task(typed("x"), data={"other": 1}, file_upload="8a2b1c9d-page1.png"))
    assert page.image == ("8a2b1c9d-page1.png",)
