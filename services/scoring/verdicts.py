"""Takes from a verdict what scoring goes by: held-out lines as the champion reads them, and the learning curve."""

import logging

from recto.runtime.failures import Poison
from recto.runtime.objects import ObjectStore, get_model
from schemas.held_out import HeldOutReadings
from schemas.models import ModelPromoted, ModelRejected
from services.scoring.pool.answers import Answers, Judged

log = logging.getLogger(__name__)


def take_verdict(event: ModelPromoted | ModelRejected, answers: Answers, objects: ObjectStore) -> None:
    """Keep how the champion that the verdict leaves in place reads held-out lines. Raises Transient if the store is
    away.

    Without evidence nothing is known of its errors, and so nothing will be accepted; that is no reason to leave a
    verdict out.
    """
    cer = event.verdict.candidate_cer
    if cer is not None:
        answers.trained(event.collection, event.round, event.verdict.labels, cer)
    answers.judge(event.collection, _read(event, objects))


def _read(event: ModelPromoted | ModelRejected, objects: ObjectStore) -> list[Judged]:
    if event.evidence is None:
        return []
    try:
        lines = get_model(objects, event.evidence, HeldOutReadings).lines
    except Poison as lost:
        log.warning(
            "the evidence for %s is lost, nothing will be accepted on it: %s", event.version, lost.reason
        )
        return []
    if isinstance(event, ModelPromoted):
        return [
            Judged(line, line.candidate, line.candidate_numbers) for line in lines if line.candidate_numbers
        ]
    return [Judged(line, line.champion, line.champion_numbers) for line in lines if line.champion_numbers]
