"""The loop of the demo passes against docker-compose.yml, over the network."""

from composed import Composed
from learning import Learned, pages, promoted


def test_every_page_is_read(stack: Composed, learned: Learned) -> None:
    read = list(pages(stack))
    assert len(read) == len(learned.scans)
    assert all(page["lines"] for page in read)


def test_a_better_model_takes_over(learned: Learned) -> None:
    verdict = promoted(learned.progress)[-1]["verdict"]
    assert verdict["candidate_cer"] < verdict["champion_cer"]
    assert verdict["held_out_lines"] > 0


def test_the_new_model_reads_again_what_waits(learned: Learned) -> None:
    assert learned.champion in learned.readers


def test_labels_lie_in_postgresql(stack: Composed, learned: Learned) -> None:
    counted = stack.inside(
        "postgres", "psql", "--username=recto", "--tuples-only", "--command=SELECT count(*) FROM labels"
    )
    assert int(counted) >= learned.progress["labels"]


KEYS_IN_S3 = """
from recto.runtime.objects import open_store
from recto.runtime.settings import RuntimeSettings, load
print(sum(1 for _ in open_store(load(RuntimeSettings).objects).keys("pages")))
"""


def test_pages_lie_in_s3(stack: Composed, learned: Learned) -> None:
    assert int(stack.python("labeling-gateway", KEYS_IN_S3)) >= len(learned.scans)
