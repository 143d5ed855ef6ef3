"""Lines whose text is known: they look like any other, measure the person, and make nothing else."""

from typing import Any

GOLD = "/v1/collections/letters-1905/gold"


def known(gateway: Any, lines: int = 2, share: float = 1.0) -> list[str]:
    """Gold lines g0, g1, …, keyed by zoe, and a queue of ten others."""
    gateway.collection(gold_share=0.0)
    gateway.tell(*(gateway.events.task(f"g{n}", f"Dcar {n}") for n in range(lines)))
    for n in range(lines):
        gateway.keyed("zoe", f"Dear {n}")
    ids = [f"{gateway.events.page().page_id}/g{n}" for n in range(lines)]
    assert sorted(gateway.post(GOLD, lines=ids)["marked"]) == sorted(ids)
    gateway.collection(gold_share=share)
    gateway.tell(*(gateway.events.task(f"l{n}", f"line {n}") for n in range(10)))
    gateway.said()
    return ids


def names(leases: list[dict[str, Any]]) -> set[str]:
    return {lease["line_id"][-2:] for lease in leases}


def test_each_person_gets_each_known_line_once_and_then_no_more(gateway: Any) -> None:
    known(gateway)
    assert names(gateway.lease("ada", count=2)) == {"g0", "g1"}
    assert names(gateway.lease("bob", count=2)) == {"g0", "g1"}
    assert names(gateway.lease("ada", count=2)) <= {f"l{n}" for n in range(10)}


def test_who_has_keyed_a_line_does_not_get_it_as_gold(gateway: Any) -> None:
    known(gateway)
    assert names(gateway.lease("zoe", count=2)) <= {f"l{n}" for n in range(10)}


def test_a_known_line_looks_like_the_one_it_takes_the_place_of(gateway: Any) -> None:
    known(gateway, lines=1)
    gold, plain = gateway.lease("ada", count=2)
    assert names([gold]) == {"g0"}
    own = {"task_id", "line_id", "text", "image", "graphemes"}
    assert {key for key in plain if gold[key] != plain[key]} == own
    assert len(gold["task_id"]) == len(plain["task_id"])
    shown = [gateway.get(f"/v1/tasks/{lease['task_id']}") for lease in (gold, plain)]
    assert {key for key in shown[0] if shown[0][key] != shown[1][key]} == {"task_id", "line_id", "text"}
    assert gateway.http.get(gold["image"]).content == b"g0"
    assert "".join(grapheme["text"] for grapheme in gold["graphemes"]) == "Dcar 0"


def test_an_answer_to_it_makes_no_label_and_no_event_and_looks_the_same(gateway: Any) -> None:
    known(gateway, lines=1)
    before = len(gateway.said())
    gold, plain = gateway.lease("ada", count=2)
    answers = [gateway.answer(lease, outcome="correct", text="Dear") for lease in (gold, plain)]
    assert [answer.status_code for answer in answers] == [200, 200]
    told = [set(answer.json()) for answer in answers]
    assert told[0] == told[1]
    assert all(answer.json()["label_id"] for answer in answers)
    assert len(gateway.said()) == before + 1
    assert gateway.get("/v1/collections/letters-1905/progress")["answered"] == 2


def test_the_line_whose_place_it_took_stays_in_the_queue(gateway: Any) -> None:
    known(gateway, lines=1)
    gateway.keyed("ada", "Dear 0")
    assert names(gateway.lease("ada", count=20)) == {f"l{n}" for n in range(10)}


def test_with_nothing_to_do_nobody_gets_a_known_line(gateway: Any) -> None:
    known(gateway, lines=1)
    gateway.lease("bob", count=20)
    gateway.lease("bob", count=20)
    assert gateway.lease("ada") == []


def test_the_share_holds_over_the_leases_of_a_person(gateway: Any) -> None:
    known(gateway, lines=60, share=0.3)
    gateway.tell(*(gateway.events.task(f"m{n:03}") for n in range(190)))
    leases = [lease for _ in range(2) for lease in gateway.lease("ada", count=100)]
    got = sum("/g" in lease["line_id"] for lease in leases)
    assert 45 <= got <= 60


def test_taking_an_answer_to_it_back_works_as_for_any_other(gateway: Any) -> None:
    known(gateway, lines=1)
    lease = gateway.keyed("ada", "Dear 0")
    wanted = {"task_id": lease["task_id"], "epoch": 1}
    [again] = gateway.post("/v1/answers/undo", "ada", **wanted)["leases"]
    assert (again["epoch"], again["draft"]) == (2, "Dear 0")
    gateway.clock.move(hours=1)
    assert names(gateway.lease("bob", count=1)) == {"g0"}
    assert gateway.answer(again, outcome="correct", text="Dear O").status_code == 200


def test_a_line_is_gold_no_longer_when_unmarked_or_its_label_withdrawn(gateway: Any) -> None:
    ids = known(gateway)
    gone = gateway.http.delete(f"{GOLD}/{ids[0]}")
    assert gone.status_code == 204
    [left] = gateway.get(GOLD)["gold"]
    assert (left["line_id"], left["text"]) == (ids[1], "Dear 1")
    gateway.post("/v1/withdrawals", person="zoe", reason="wrong")
    assert gateway.get(GOLD)["gold"] == []
    assert gateway.http.delete(f"{GOLD}/{ids[0]}").status_code == 404


def test_an_answer_to_a_line_that_was_gold_says_so_and_measures_nothing(gateway: Any) -> None:
    ids = known(gateway, lines=1)
    [lease] = gateway.lease("ada")
    gateway.http.delete(f"{GOLD}/{ids[0]}")
    assert gateway.answer(lease, outcome="accept").status_code == 200
    assert gateway.get("/v1/me/answers", "ada")["answers"] == []


def test_gold_by_lot_comes_from_adjudicated_lines(gateway: Any) -> None:
    gateway.collection()
    gateway.tell(*(gateway.events.task(f"d{n}", keyings=2) for n in range(4)))
    for person in ("ada", "bob"):
        for _ in range(4):
            gateway.keyed(person, f"as {person} reads it")
    for lease in gateway.lease("admin", count=4, work="adjudicate"):
        gateway.answer(lease, "admin", outcome="correct", text="as it is")
    first = gateway.post(GOLD, lot=3)["marked"]
    assert len(first) == 3
    assert len(gateway.post(GOLD, lot=3)["marked"]) == 1


def test_what_cannot_be_gold_is_refused(gateway: Any) -> None:
    gateway.collection()
    gateway.tell(gateway.events.task())
    line = gateway.events.task().line_id
    assert gateway.post(GOLD, "admin", 422, lines=[line])["field"] == "lines"
    gateway.keyed("ada", "Dear ⟨…⟩")
    assert gateway.post(GOLD, "admin", 422, lines=[line])["field"] == "lines"
    gateway.post(GOLD, "admin", 422)
    gateway.post(GOLD, "admin", 422, lines=[line], lot=3)
    gateway.post(GOLD, "ada", 403, lot=3)
