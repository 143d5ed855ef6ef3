"""Documents as they stand, whatever order the news of them comes in, and their exports."""

import io
import itertools
import zipfile
from typing import Any

import pytest

from recto.documents import alto
from schemas import ids
from schemas.labels import LabelWithdrawn
from schemas.transcripts import PageUnreadable


def document_of(gateway: Any) -> dict[str, Any]:
    [summary] = gateway.http.get("/v1/documents").json()["documents"]
    document: dict[str, Any] = gateway.http.get(f"/v1/documents/{summary['document_id']}").json()
    return document


def lines_of(gateway: Any) -> list[tuple[str, str | None]]:
    return [
        (line["state"], line["text"]) for page in document_of(gateway)["content"] for line in page["lines"]
    ]


def test_a_document_shows_its_lines_in_reading_order(gateway: Any) -> None:
    events = gateway.events
    gateway.tell(
        events.document(), events.page(), events.transcribed({"l2": "Dear", "l1": "Sir", "l10": "Yours"})
    )
    assert lines_of(gateway) == [("read", "Dear"), ("read", "Sir"), ("read", "Yours")]


def test_a_document_ends_up_the_same_in_whatever_order_its_events_come(
    make_gateway: Any, databases: Any, tmp_path: Any
) -> None:
    seen = set()
    for number, order in enumerate(itertools.permutations(range(6))):
        if number % 48:
            continue
        gateway = make_gateway(tmp_path / str(number))
        events = gateway.events
        past = [
            events.document(),
            events.page(writer="Mary Stanford"),
            events.transcribed({"l1": "Daer", "l2": "Sir", "l3": "Yours"}),
            events.transcribed({"l1": "Dear"}, generation=1, again=True),
            events.accepted("l2", "Sir"),
            events.imported("l3", "Yours,"),
        ]
        gateway.tell(*(past[at] for at in order))
        gateway.tell(*past)
        seen.add(str(document_of(gateway)))
        gateway.service.deps.database.close()
        databases.forget(tmp_path / str(number))
    assert len(seen) == 1
    [document] = seen
    assert "'text': 'Dear'" in document
    assert "'writer': 'Mary Stanford'" in document


def test_an_older_reading_never_replaces_a_newer(gateway: Any) -> None:
    events = gateway.events
    gateway.tell(
        events.transcribed({"l1": "new"}, generation=2), events.transcribed({"l1": "old"}, generation=1)
    )
    gateway.tell(events.page())
    assert lines_of(gateway) == [("read", "new")]


def test_an_imported_label_settles_a_line_and_nobody_is_asked(gateway: Any) -> None:
    gateway.tell(gateway.events.imported("l1", "My dear"), gateway.events.task("l1"))
    assert gateway.lease() == []


def test_a_label_that_comes_after_the_task_takes_it_out_of_the_queue(gateway: Any) -> None:
    gateway.tell(gateway.events.task("l1"), gateway.events.imported("l1", "My dear"))
    assert gateway.lease() == []


def test_a_task_asked_for_twice_is_one_task(gateway: Any) -> None:
    task = gateway.events.task()
    gateway.tell(task, task)
    [lease] = gateway.lease(count=5)
    gateway.answer(lease, outcome="accept")
    gateway.tell(task)
    assert gateway.lease() == []


def test_news_of_a_task_may_come_before_the_task(gateway: Any) -> None:
    first, second = gateway.events.task("l1", text="old"), gateway.events.task("l2")
    gateway.tell(gateway.events.moved(first, "new", generation=1), gateway.events.withdrawn(second))
    gateway.tell(first, second)
    assert [lease["text"] for lease in gateway.lease(count=5)] == ["new"]


def test_a_withdrawn_label_gives_the_line_its_reading_back(gateway: Any) -> None:
    events = gateway.events
    label = events.imported("l1", "wrong")
    gone = LabelWithdrawn(
        label_id=label.label_id,
        collection=label.collection,
        line_id=label.line_id,
        reason="wrong file",
        withdrawn_at=gateway.clock(),
    )
    gateway.tell(events.page(), events.transcribed({"l1": "right"}))
    gateway.tell(gone, label)
    assert lines_of(gateway) == [("read", "right")]


def test_a_line_is_asked_then_labelled(gateway: Any) -> None:
    events = gateway.events
    gateway.tell(events.page(), events.transcribed({"l1": "Daer"}), events.task("l1", "Daer"))
    assert lines_of(gateway) == [("asked", "Daer")]
    [lease] = gateway.lease()
    gateway.answer(lease, outcome="correct", text="Dear")
    assert lines_of(gateway) == [("labelled", "Dear")]


def test_a_declined_line_has_no_text(gateway: Any) -> None:
    events = gateway.events
    gateway.tell(events.page(), events.transcribed({"l1": "---"}), events.task("l1", "---"))
    [lease] = gateway.lease()
    gateway.answer(lease, outcome="not-text")
    assert lines_of(gateway) == [("declined", None)]


def test_an_unreadable_page_says_why(gateway: Any) -> None:
    page = gateway.events.page()
    unreadable = PageUnreadable(
        page_id=page.page_id,
        document_id=page.document_id,
        collection=page.collection,
        number=1,
        model_version="base",
        generation=0,
        reason="no line was found",
        transcribed_at=gateway.clock(),
    )
    gateway.tell(page, unreadable)
    assert document_of(gateway)["content"][0]["unreadable"] == "no line was found"


def test_each_page_shows_its_writer(gateway: Any) -> None:
    events = gateway.events
    gateway.tell(events.document(pages=2), events.page(1, "Mary Stanford"), events.page(2))
    assert [page["writer"] for page in document_of(gateway)["content"]] == ["Mary Stanford", None]


def test_documents_are_listed_page_by_page(gateway: Any) -> None:
    for number in range(5):
        event = gateway.events.document()
        gateway.tell(event.model_copy(update={"document_id": f"d{number}", "name": f"{number}.png"}))
        gateway.clock.move(seconds=number % 2)
    names, after = [], None
    while True:
        answer = gateway.http.get(
            "/v1/documents", params={"limit": 2, **({"after": after} if after else {})}
        ).json()
        names += [document["name"] for document in answer["documents"]]
        after = answer["next"]
        if after is None:
            break
    assert sorted(names) == ["0.png", "1.png", "2.png", "3.png", "4.png"]
    assert names[0] == "4.png"


def test_an_id_that_no_database_could_keep_is_unknown(gateway: Any) -> None:
    assert gateway.http.get("/v1/documents/a%00b").status_code == 404
    assert gateway.http.get("/v1/tasks/a%00b").status_code == 404


def test_a_missing_document_is_a_problem_with_a_sentence(gateway: Any) -> None:
    response = gateway.http.get("/v1/documents/none")
    assert (response.status_code, response.json()["detail"]) == (404, "There is no document none.")


@pytest.fixture
def two_pages(gateway: Any) -> Any:
    events = gateway.events
    gateway.tell(events.document(pages=2), events.page(1), events.page(2))
    gateway.tell(
        events.transcribed({"l1": "Dear", "l2": "Sir"}), events.transcribed({"l1": "Yours"}, number=2)
    )
    gateway.tell(events.imported("l2", "Sir,"))
    return gateway


def export(gateway: Any, **params: Any) -> Any:
    return gateway.http.get(f"/v1/documents/{document_of(gateway)['document_id']}/export", params=params)


def test_a_document_is_exported_as_plain_text(two_pages: Any) -> None:
    response = export(two_pages, format="text")
    assert response.text == "Dear\nSir,\n\fYours\n"
    assert 'filename="letter.txt"' in response.headers["content-disposition"]


def test_a_document_is_exported_as_json(two_pages: Any) -> None:
    pages = export(two_pages, format="json").json()["pages"]
    assert [(line["text"], line["state"]) for line in pages[0]["lines"]] == [
        ("Dear", "read"),
        ("Sir,", "labelled"),
    ]
    assert pages[0]["lines"][0]["baseline"] == [[10, 40], [700, 40]]


def test_a_page_is_exported_as_alto_that_reads_back(two_pages: Any) -> None:
    layout = alto.read(export(two_pages, format="alto", page=1).content)
    assert [line.text for line in layout.lines] == ["Dear", "Sir,"]
    assert (layout.width, layout.height) == (800, 1000)


def test_several_pages_are_exported_as_an_archive_of_alto(two_pages: Any) -> None:
    with zipfile.ZipFile(io.BytesIO(export(two_pages, format="alto").content)) as archive:
        assert archive.namelist() == ["letter-0001.xml", "letter-0002.xml"]
        assert b"Yours" in archive.read("letter-0002.xml")


def test_an_unknown_format_or_page_is_refused(two_pages: Any) -> None:
    assert export(two_pages, format="docx").json()["field"] == "format"
    assert export(two_pages, page=7).status_code == 404


def test_readings_that_are_gone_are_a_problem_and_not_a_crash(gateway: Any, tmp_path: Any) -> None:
    gateway.tell(gateway.events.task())
    for blob in (tmp_path / "objects").rglob("*"):
        if blob.is_file():
            blob.unlink()
    [lease] = gateway.lease()
    assert lease["graphemes"] == [], "a line can be keyed without its doubts"
    assert gateway.http.get(lease["image"]).status_code == 502


def test_a_page_of_another_document_has_its_own_lines(gateway: Any) -> None:
    gateway.tell(gateway.events.page(), gateway.events.accepted("l1", "Dear"))
    [page] = document_of(gateway)["content"]
    assert page["lines"][0]["line_id"] == ids.line_id(page["page_id"], "l1")
    assert page["lines"][0]["confidence"] == 0.99


def test_a_page_tells_what_each_line_was_asked_for_and_which_label_it_has(gateway: Any) -> None:
    events = gateway.events
    gateway.tell(
        events.document(), events.page(), events.transcribed({"l1": "Daer", "l2": "Sir", "l3": "Yours"})
    )
    gateway.tell(events.task("l1", "Daer", purpose="held-out", priority=2), events.task("l2", "Sir"))
    gateway.keyed("ada", "Dear")
    [page] = document_of(gateway)["content"]
    shown = gateway.http.get(f"/v1/pages/{page['page_id']}/layout").json()["lines"]
    assert [line["purpose"] for line in shown] == ["held-out", "training", None]
    assert [line["line_id"] for line in shown] == [line["line_id"] for line in page["lines"]]
    label = gateway.http.get(f"/v1/labels/{shown[0]['label_id']}").json()
    assert label["text"] == "Dear"


def test_a_document_is_told_without_its_lines_where_they_are_not_wanted(gateway: Any) -> None:
    events = gateway.events
    gateway.tell(events.document(), events.page(), events.transcribed({"l1": "Dear"}))
    document_id = document_of(gateway)["document_id"]
    bare = gateway.http.get(f"/v1/documents/{document_id}", params={"lines": False}).json()
    assert [page["lines"] for page in bare["content"]] == [[]]
    assert bare["lines"]["read"] == 1
