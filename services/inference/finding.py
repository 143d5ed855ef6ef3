"""What an event asks to have read: the lines of a whole page, or those of a known one that still wait."""

from recto.runtime.failures import Poison
from recto.runtime.objects import get_model
from schemas.readings import LineReading, PageReadings
from schemas.rescoring import RescoreRequested
from services.inference.deps import Deps
from services.inference.metrics import STEP_SECONDS
from services.inference.pages import WholePage, cut_lines, naming, open_stored
from services.inference.ready import ToRead


def lines_on(event: WholePage, deps: Deps) -> ToRead:
    """The lines of a page, cut out. Raises Poison if it is damaged, Transient while its collection is unknown."""
    champion = deps.champions.of(event.collection)
    with naming(event.page_id):
        cuts = cut_lines(event, deps.objects)
    return ToRead(event.collection, champion, [cut.line for cut in cuts], [cut.image for cut in cuts])


def lines_asked(event: RescoreRequested, deps: Deps) -> ToRead:
    """Lines that wait, as they were cut out before. Raises Poison if one is missing, Transient before its champion."""
    champion = deps.champions.of(event.collection, at_least=event.generation)
    with naming(event.page_id), STEP_SECONDS.labels("fetch").time():
        waiting = _asked(event, get_model(deps.objects, event.readings, PageReadings))
        images = [open_stored(deps.objects, line.image) for line in waiting]
    return ToRead(
        event.collection,
        champion,
        [line.line for line in waiting],
        images,
        [line.image for line in waiting],
    )


def _asked(event: RescoreRequested, page: PageReadings) -> list[LineReading]:
    asked = set(event.lines)
    found = [line for line in page.lines if line.line.id in asked]
    missing = asked - {line.line.id for line in found}
    if missing:
        raise Poison(f"{event.readings.key} has no line {', '.join(sorted(missing)[:5])}")
    return found
