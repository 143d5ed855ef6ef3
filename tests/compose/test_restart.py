"""`down`, then `up`: everything is still there, and the loop goes on. Last, for it stops what the others look at."""

from composed import Composed, until
from learning import COLLECTION, Learned, pages, progress, promoted

from recto.local.demo.collection import typed
from recto.local.demo.handing_in import hand_in_one

KEPT = ("documents", "labels", "characters_keyed", "edits")


def test_volumes_survive_down_and_up(stack: Composed, learned: Learned) -> None:
    before = progress(stack)
    token = stack.token
    stack.down()
    stack.up()
    after = progress(stack)
    assert {name: after[name] for name in KEPT} == {name: before[name] for name in KEPT}
    assert [made["version"] for made in promoted(after)] == [made["version"] for made in promoted(before)]
    assert stack.python("labeling-gateway", "print(open('/run/recto/token').read())") == token


def test_what_comes_after_is_read_by_the_model_that_was_trained_before(
    stack: Composed, learned: Learned
) -> None:
    champion = promoted(progress(stack))[-1]["version"]
    with stack.ingestion() as ingestion:
        page = hand_in_one(ingestion, COLLECTION, typed(seed=8, pages=1)[0])
    read = until(
        lambda: [one for one in pages(stack) if one["page_id"] == page and one["model_version"]],
        "a page that came after the restart is read",
        120,
    )
    assert read[0]["model_version"] == champion
