"""Documents that people put out of an inbox into a collection: tasks, what is offered, the answer and what follows."""

from itertools import permutations
from typing import Any

import httpx
import pytest
from prometheus_client import REGISTRY

from schemas import ids
from schemas.documents import DocumentClassified
from schemas.tasks import ClassificationRequested
from schemas.topics import DOCUMENTS, LABELS
from tests.unit.labeling_gateway.conftest import COLLECTION, DOCUMENT, PAGE

INBOX = COLLECTION
TEXTS = {"l1": "My dear Mrs, Stanford", "l2": "it was so kind", "l3": "of you"}
THERE = ids.document_id("letters", "a" * 64)


def requested(gateway: Any) -> ClassificationRequested:
    return ClassificationRequested(
        task_id=ids.classify_task_id(DOCUMENT),
        collection=INBOX,
        document_id=DOCUMENT,
        page_id=PAGE,
        reason="it was handed in without saying where it belongs",
        priority=-1,
        requested_at=gateway.clock(),
    )


def classified(gateway: Any, into: str = "letters") -> DocumentClassified:
    return DocumentClassified(
        document_id=DOCUMENT,
        collection=INBOX,
        into=into,
        becomes=ids.document_id(into, "a" * 64),
        by="ada",
        classified_at=gateway.clock(),
    )


def by(person: str) -> dict[str, str]:
    return {"X-Recto-Person": person}


def dealt(gateway: Any, person: str = "ada", *kinds: str) -> list[dict[str, Any]]:
    wanted = {"kinds": kinds or ["classify"], "count": 5}
    leases: list[dict[str, Any]] = gateway.post("/v1/leases", person, **wanted)["leases"]
    return leases


def put(gateway: Any, lease: Any, into: str | None = "letters", person: str = "ada", **more: Any) -> Any:
    body = {"epoch": lease["epoch"], "into": into, **more}
    response: httpx.Response = gateway.http.post(
        f"/v1/tasks/{lease['task_id']}/collection", json=body, headers=by(person)
    )
    return response


def listed(gateway: Any) -> dict[str, Any]:
    return {document["document_id"]: document for document in gateway.get("/v1/documents")["documents"]}


@pytest.fixture
def inbox(gateway: Any) -> Any:
    """An inbox with a document of three lines, and two collections."""
    gateway.collection(INBOX, inbox=True)
    gateway.collection("letters")
    gateway.collection("akten")
    events = gateway.events
    gateway.tell(events.document(), events.page(), events.transcribed(TEXTS))
    return gateway


def test_a_document_is_dealt_to_those_who_sort_and_to_nobody_else(inbox: Any) -> None:
    inbox.tell(requested(inbox), requested(inbox))
    assert inbox.lease(count=5) == []
    [lease] = dealt(inbox)
    assert (lease["kind"], lease["page_id"], lease["line_id"]) == ("classify", PAGE, "")
    assert lease["reason"] == "it was handed in without saying where it belongs"
    assert inbox.http.get(lease["image"]).content == b"page"
    assert dealt(inbox, "bob") == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_request_waits_for_its_document_and_its_first_page(gateway: Any, order: tuple[int, ...]) -> None:
    said = [requested(gateway), gateway.events.document(), gateway.events.page()]
    gateway.tell(*(said[at] for at in order), requested(gateway))
    assert [lease["document_id"] for lease in dealt(gateway)] == [DOCUMENT]


def test_the_collection_that_it_resembles_is_offered_first_with_what_makes_it_likely(inbox: Any) -> None:
    text = "it is so kind of you, my dear"
    elsewhere = inbox.events.imported("l9", text).model_copy(
        update={"collection": "letters", "label_id": "one", "document_id": "another", "line_id": "p/l9"}
    )
    other = elsewhere.model_copy(
        update={
            "collection": "akten",
            "label_id": "two",
            "line_id": "q/l9",
            "text": "wird hiermit beschlossen",
        }
    )
    inbox.tell(requested(inbox), elsewhere, other)
    [lease] = dealt(inbox)
    found = inbox.get(f"/v1/tasks/{lease['task_id']}/collections", "ada")
    assert (found["document_id"], found["name"], found["pages"]) == (DOCUMENT, "letter.png", [PAGE])
    first, second = found["collections"]
    assert (first["collection"], first["sample"], first["documents"]) == ("letters", text, 0)
    assert first["probability"] > 0.9 > second["probability"]
    assert first["probability"] + second["probability"] == pytest.approx(1)


def test_collections_without_labels_are_offered_by_name_and_inboxes_never(inbox: Any) -> None:
    inbox.tell(requested(inbox))
    [lease] = dealt(inbox)
    found = inbox.get(f"/v1/tasks/{lease['task_id']}/collections", "ada")["collections"]
    assert [(offer["collection"], offer["probability"]) for offer in found] == [
        ("akten", None),
        ("letters", None),
    ]


def test_one_collection_with_labels_can_be_compared_with_nothing(inbox: Any) -> None:
    known = inbox.events.imported("l9", "wird hiermit beschlossen").model_copy(update={"collection": "akten"})
    inbox.tell(requested(inbox), known)
    [lease] = dealt(inbox)
    found = inbox.get(f"/v1/tasks/{lease['task_id']}/collections", "ada")["collections"]
    assert [offer["probability"] for offer in found] == [None, None]


def test_a_sample_line_carries_no_personal_data(inbox: Any) -> None:
    personal = inbox.events.imported("l9", "Mrs. Jane Stanford, 12 Elm Street").model_copy(
        update={"collection": "letters", "line_id": "p/l9"}
    )
    inbox.tell(requested(inbox), personal)
    [lease] = dealt(inbox, "admin")
    found = inbox.get(f"/v1/tasks/{lease['task_id']}/collections")["collections"]
    assert {offer["sample"] for offer in found} == {None}


def test_what_was_said_is_told_and_the_document_is_gone_from_the_inbox(inbox: Any) -> None:
    inbox.tell(requested(inbox))
    [lease] = dealt(inbox)
    answer = put(inbox, lease)
    assert (answer.status_code, answer.json()["into"]) == (200, "letters")
    [event] = inbox.said(DOCUMENTS)
    assert event == classified(inbox)
    assert event.becomes == THERE
    document = listed(inbox)[DOCUMENT]
    assert document["moved"] == {"collection": "letters", "document_id": THERE}
    assert sum(document["lines"].values()) == 0
    progress = inbox.get(f"/v1/collections/{INBOX}/progress")
    assert (progress["documents"], progress["open"]) == (0, 0)
    assert dealt(inbox, "bob") == []


def test_sent_again_it_is_the_same_answer_and_with_something_else_it_is_refused_and_kept(inbox: Any) -> None:
    inbox.tell(requested(inbox))
    [lease] = dealt(inbox)
    answer = put(inbox, lease)
    assert put(inbox, lease).json() == answer.json()
    other = put(inbox, lease, "akten")
    assert (other.status_code, other.json()["text"]) == (409, "akten")
    [kept] = inbox.get("/v1/kept-answers", "ada")["kept_answers"]
    assert (kept["outcome"], kept["text"]) == ("classified", "akten")
    assert len(inbox.said(DOCUMENTS)) == 1


def test_under_an_older_epoch_it_is_refused_and_kept(inbox: Any) -> None:
    inbox.tell(requested(inbox))
    [lease] = dealt(inbox)
    inbox.clock.move(hours=2)
    assert dealt(inbox, "bob")
    assert put(inbox, lease).status_code == 409
    assert inbox.said(DOCUMENTS) == []
    assert listed(inbox)[DOCUMENT]["moved"] is None


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"into": "nowhere"}, "into", "no collection 'nowhere'"),
        ({"into": INBOX}, "into", "is an inbox"),
        ({"into": None}, "into", "name the collection"),
        ({"into": None, "outcome": "skip"}, "reason", "few words"),
        ({"into": "letters", "outcome": "skip"}, "into", "or skip"),
    ],
)
def test_what_can_not_be_is_refused_in_words(
    inbox: Any, given: dict[str, Any], field: str, words: str
) -> None:
    inbox.collection("another-inbox", inbox=True)
    inbox.tell(requested(inbox))
    [lease] = dealt(inbox)
    refused = put(inbox, lease, **given)
    assert (refused.status_code, refused.json()["field"]) == (422, field)
    assert words in refused.json()["detail"]
    assert put(inbox, lease).status_code == 200


def test_another_persons_document_and_another_kind_of_task_are_refused(inbox: Any) -> None:
    inbox.tell(requested(inbox), inbox.events.task("l2"))
    [line], [lease] = inbox.lease("bob"), dealt(inbox)
    assert put(inbox, lease, person="bob").status_code == 403
    assert "the text of a line; send that to …/answers" in put(inbox, line, person="bob").json()["detail"]
    as_text = inbox.answer(lease, outcome="correct", text="letters")
    assert "the collection of a document; send that to …/collection" in as_text.json()["detail"]
    drawn = inbox.http.post(f"/v1/tasks/{lease['task_id']}/boxes", json={"epoch": 1}, headers=by("ada"))
    assert drawn.status_code == 422
    assert inbox.answer(line, "bob", outcome="classified").status_code == 422
    inbox.get(f"/v1/tasks/{line['task_id']}/collections", "bob", 404)


def test_what_was_skipped_goes_to_somebody_else_and_never_back(inbox: Any) -> None:
    inbox.tell(requested(inbox))
    [lease] = dealt(inbox)
    skipped = {"into": None, "outcome": "skip", "reason": "I can't tell"}
    assert put(inbox, lease, **skipped).status_code == 200
    assert put(inbox, lease, **skipped).status_code == 200
    assert dealt(inbox) == inbox.said(DOCUMENTS) == []
    [other] = dealt(inbox, "bob")
    assert put(inbox, other, person="bob").status_code == 200


def test_undo_says_plainly_that_it_can_not_be_taken_back(inbox: Any) -> None:
    inbox.tell(requested(inbox))
    [lease] = dealt(inbox)
    put(inbox, lease)
    wanted = {"task_id": lease["task_id"], "epoch": lease["epoch"]}
    refused = inbox.post("/v1/answers/undo", "ada", 409, **wanted)
    assert "can't be taken back once it was sent" in refused["detail"]
    assert inbox.get("/v1/me/answers", "ada")["answers"] == []


def test_a_document_with_personal_data_on_any_page_is_for_the_cleared(inbox: Any) -> None:
    inbox.add("bea", cleared=False)
    inbox.add("cleo", cleared=True)
    personal = inbox.events.transcribed({"x1": "Mrs. Jane Stanford, 12 Elm Street"}, number=2)
    inbox.tell(inbox.events.page(2), personal, requested(inbox))
    assert dealt(inbox, "bea", "classify", "boxes", "correct") == []
    [lease] = dealt(inbox, "cleo")
    inbox.get(f"/v1/tasks/{lease['task_id']}/collections", "bea", 403)


def test_lines_of_a_document_in_an_inbox_are_drawn_where_it_belongs(inbox: Any) -> None:
    refused = inbox.post(f"/v1/pages/{PAGE}/lease", "ada", 422)
    assert "waits to be put into a collection" in refused["detail"]


def test_collections_that_are_not_open_to_a_person_are_neither_offered_nor_named_nor_taken(
    inbox: Any,
) -> None:
    inbox.add("dora", cleared=True, collections=[INBOX, "letters"])
    inbox.tell(requested(inbox))
    [lease] = dealt(inbox, "dora")
    found = inbox.get(f"/v1/tasks/{lease['task_id']}/collections", "dora")["collections"]
    assert [offer["collection"] for offer in found] == ["letters"]
    refused = put(inbox, lease, "akten", person="dora")
    assert (refused.status_code, refused.json()["field"]) == (422, "into")
    inbox.tell(classified(inbox, "akten"))
    [document] = inbox.get("/v1/documents", "dora")["documents"]
    assert document["moved"] == {"collection": None, "document_id": None}


def test_a_collection_that_has_documents_stays_what_it_is(inbox: Any) -> None:
    refused = inbox.http.put(f"/v1/collections/{INBOX}", json={"inbox": False})
    assert (refused.status_code, refused.json()["field"]) == (422, "inbox")
    assert (
        inbox.http.put(f"/v1/collections/{INBOX}", json={"inbox": True, "language": "de"}).status_code == 200
    )
    assert inbox.http.put("/v1/collections/letters", json={"inbox": True}).status_code == 200


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_a_database_that_was_restored_hears_of_it_in_any_order(gateway: Any, order: tuple[int, ...]) -> None:
    events = gateway.events
    said = [events.document(), events.page(), events.transcribed(TEXTS), classified(gateway)]
    gateway.tell(requested(gateway), *(said[at] for at in order), *said, requested(gateway))
    document = listed(gateway)[DOCUMENT]
    assert (document["moved"]["document_id"], document["name"]) == (THERE, "letter.png")
    assert sum(document["lines"].values()) == 0
    assert dealt(gateway) == gateway.said(LABELS) == []


def test_in_its_collection_it_is_listed_beside_what_became_of_it_in_the_inbox(inbox: Any) -> None:
    inbox.tell(classified(inbox))
    there = inbox.events.document().model_copy(update={"document_id": THERE, "collection": "letters"})
    inbox.tell(there)
    assert {name: document["moved"] is None for name, document in listed(inbox).items()} == {
        DOCUMENT: False,
        THERE: True,
    }


def test_what_was_sorted_is_counted_by_inbox_and_collection(inbox: Any) -> None:
    def count() -> float:
        labels = {"collection": INBOX, "into": "letters"}
        return REGISTRY.get_sample_value("recto_documents_classified_total", labels) or 0

    before = count()
    inbox.tell(requested(inbox))
    [lease] = dealt(inbox)
    put(inbox, lease)
    put(inbox, lease)
    assert count() == before + 1


def test_an_inbox_tells_where_its_documents_went_and_who_sorts(inbox: Any) -> None:
    inbox.tell(requested(inbox))
    [lease] = dealt(inbox)
    put(inbox, lease, into=None, outcome="skip", reason="I can't tell", seconds=3)
    [lease] = dealt(inbox, "bob")
    put(inbox, lease, person="bob", seconds=5)
    progress = inbox.get(f"/v1/collections/{INBOX}/progress")
    assert (progress["sorted_into"], progress["documents"], progress["queue"]) == ({"letters": 1}, 0, [])
    assert inbox.get(f"/v1/collections/{INBOX}/people")["sorting"] == [
        {"person": "ada", "documents": 0, "skipped": 1, "median_seconds": None},
        {"person": "bob", "documents": 1, "skipped": 0, "median_seconds": 5.0},
    ]
