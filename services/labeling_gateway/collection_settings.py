"""What the types of the settings cannot tell: whether what they name exists. Asked before anybody is told."""

import re

from recto.querying.strategies import STRATEGIES
from schemas.collections import CollectionSettings
from services.labeling_gateway.failures import Unfit

_CRON_FIELD = re.compile(r"[\dA-Za-z*/,\-#?]+")
_CRON_FIELDS = 5


def check(settings: CollectionSettings) -> None:
    """Raises Unfit, naming the first setting that nothing can be done with."""
    if settings.strategy not in STRATEGIES:
        raise Unfit("strategy", f"{settings.strategy!r} is none of {', '.join(STRATEGIES)}")
    if settings.retrain_cron is not None and not _is_schedule(settings.retrain_cron):
        raise Unfit(
            "retrain_cron", f"{settings.retrain_cron!r} is no schedule of five fields, as '0 3 * * *' is"
        )


def _is_schedule(cron: str) -> bool:
    fields = cron.split()
    return len(fields) == _CRON_FIELDS and all(_CRON_FIELD.fullmatch(field) for field in fields)
