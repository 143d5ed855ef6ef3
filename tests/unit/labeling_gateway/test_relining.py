"""Pages whose lines were drawn anew: what is gone is shown and counted no more, and its labels are withdrawn."""

from typing import Any

from schemas import ids
from schemas.documents import DocumentCompleted
from schemas.labels import LabelAccepted, LabelWithdrawn
from schemas.transcripts import PageUnreadable
from tests.unit.labeling_gateway.conftest import COLLECTION, DOCUMENT, PAGE

TEXTS = {"l1": "My dear Mrs, Stanford", "l2": "it was so kind", "l3": "of you"}


def page_of(gateway: Any) -> Any:
    return gateway.http.get(f"/v1/documents/{DOCUMENT}").json()["content"][0]


def shown(gateway: Any) -> list[tuple[str, str | None]]:
    return [(line["line_id"].split("/")[1], line["text"]) for line in page_of(gateway)["lines"]]


def unreadable(gateway: Any, revision: int = 0) -> PageUnreadable:
    page = gateway.events.page()
    return PageUnreadable(
        page_id=page.page_id,
        document_id=page.document_id,
        collection=page.collection,
        number=1,
        model_version="base",
        generation=0,
        reason="no line was found",
        revision=revision,
        transcribed_at=gateway.clock(),
    )


def start(gateway: Any, *more: Any) -> None:
    events = gateway.events
    gateway.tell(events.document(), events.page(), events.transcribed(TEXTS), *more)


def test_new_lines_are_there_at_once_and_wait_to_be_read(gateway: Any) -> None:
    start(gateway, gateway.events.relined("l3", "r1-2"))
    assert shown(gateway) == [("l3", "of you"), ("r1-2", None)]
    page = page_of(gateway)
    assert (page["revision"], page["lines"][1]["model_version"]) == (1, None)


def test_once_read_they_have_their_text(gateway: Any) -> None:
    start(gateway, gateway.events.relined("l3", "r1-2"))
    gateway.tell(gateway.events.transcribed({"l3": "of you", "r1-2": "it was"}, revision=1))
    assert shown(gateway) == [("l3", "of you"), ("r1-2", "it was")]


def test_lines_that_are_gone_are_counted_and_exported_no_more(gateway: Any) -> None:
    gateway.collection()
    start(gateway, gateway.events.accepted("l1", "My dear"), gateway.events.relined("l3"))
    assert gateway.http.get(f"/v1/documents/{DOCUMENT}").json()["lines"]["accepted"] == 0
    progress = gateway.http.get(f"/v1/collections/{COLLECTION}/progress").json()
    assert (progress["accepted"], sum(progress["lines"].values())) == (0, 1)
    for form, text in (("text", "of you"), ("json", "of you"), ("alto", 'CONTENT="you"')):
        file = gateway.http.get(f"/v1/documents/{DOCUMENT}/export", params={"format": form})
        assert text in file.text
        assert "dear" not in file.text


def test_labels_of_lines_that_are_gone_are_withdrawn_once_and_others_stand(gateway: Any) -> None:
    events = gateway.events
    start(gateway, events.imported("l1", "gone"), events.imported("l2", "stays"))
    relined = events.relined("l2", "r1-2")
    gateway.tell(relined, relined)
    [withdrawn] = gateway.said()
    assert isinstance(withdrawn, LabelWithdrawn)
    assert withdrawn.line_id == ids.line_id(PAGE, "l1")
    assert withdrawn.reason == "its line was drawn anew"
    assert shown(gateway)[0] == ("l2", "stays")


def test_a_label_that_comes_after_its_line_has_gone_is_withdrawn_and_brings_nothing_back(
    gateway: Any,
) -> None:
    start(gateway, gateway.events.relined("l2"))
    gateway.tell(gateway.events.imported("l1", "late"), gateway.events.imported("never-read", "late"))
    assert len(gateway.said()) == 2
    assert shown(gateway) == [("l2", "it was so kind")]


def test_nobody_is_asked_for_a_line_that_is_gone(gateway: Any) -> None:
    events = gateway.events
    start(gateway, events.task("l1", TEXTS["l1"]), events.relined("l2"), events.task("l3", "of you"))
    assert gateway.lease(count=5) == []
    assert len(gateway.lease(count=5)) == 0


def test_who_held_a_line_that_is_gone_is_told_and_keeps_what_they_wrote(gateway: Any) -> None:
    start(gateway, gateway.events.task("l1", TEXTS["l1"]))
    [lease] = gateway.lease()
    gateway.tell(gateway.events.relined("l2"))
    refused = gateway.answer(lease, outcome="correct", text="My dear Mrs. Stanford")
    assert (refused.status_code, refused.json()["text"]) == (409, "My dear Mrs. Stanford")
    assert not any(isinstance(event, LabelAccepted) for event in gateway.said())


def test_what_was_read_by_older_lines_changes_nothing_whenever_it_comes(gateway: Any) -> None:
    events = gateway.events
    start(gateway, events.relined("l3", "r1-2"))
    gateway.tell(events.transcribed({"l3": "of you", "r1-2": "new"}, revision=1))
    gateway.tell(events.transcribed({**TEXTS, "l3": "worse"}, generation=5), unreadable(gateway))
    gateway.tell(events.transcribed({"l3": "worse"}, generation=6, again=True))
    assert shown(gateway) == [("l3", "of you"), ("r1-2", "new")]
    assert page_of(gateway)["unreadable"] is None


def test_readings_that_come_before_the_word_of_new_lines_bring_them_along(gateway: Any) -> None:
    events = gateway.events
    start(gateway, events.imported("l1", "gone"))
    gateway.tell(events.transcribed({"r1-1": "new"}, revision=1), events.relined("r1-1"))
    assert shown(gateway) == [("r1-1", "new")]
    assert len(gateway.said()) == 1


def test_a_page_that_was_unreadable_gets_its_lines_and_one_without_lines_loses_them(gateway: Any) -> None:
    events = gateway.events
    gateway.tell(events.document(), events.page(), unreadable(gateway), events.relined("r1-1"))
    assert (page_of(gateway)["unreadable"], shown(gateway)) == (None, [("r1-1", None)])
    gateway.tell(events.relined(revision=2), unreadable(gateway, revision=2))
    assert (page_of(gateway)["unreadable"], shown(gateway)) == ("no line was found", [])


def test_a_complete_document_is_complete_no_more_until_that_is_said_of_its_new_lines(gateway: Any) -> None:
    def completed(revision: int) -> DocumentCompleted:
        return DocumentCompleted(
            document_id=DOCUMENT,
            collection=COLLECTION,
            pages=1,
            lines=1,
            accepted=1,
            labelled=0,
            declined=0,
            revision=revision,
            completed_at=gateway.clock(),
        )

    def at() -> Any:
        return gateway.http.get(f"/v1/documents/{DOCUMENT}").json()["completed_at"]

    start(gateway, completed(0))
    assert at() is not None
    gateway.tell(gateway.events.relined("r1-1"), completed(0))
    assert at() is None
    gateway.tell(completed(1))
    assert at() is not None
