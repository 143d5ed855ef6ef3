"""How far the training under way is, as the trainer tells it."""

import time

import httpx

from recto.local.demo.activity import Activity

_TIMEOUT_SECONDS = 0.5


class TrainingWatch:
    """Asks the trainer now and then. A trainer that is away is no matter: the events will tell what came of it."""

    def __init__(self, trainer_url: str, token: str) -> None:
        self._client = httpx.Client(
            base_url=trainer_url, headers={"Authorization": f"Bearer {token}"}, timeout=_TIMEOUT_SECONDS
        )
        self._done: float | None = None
        self._last_news = time.monotonic()

    @property
    def quiet_seconds(self) -> float:
        """How long no training has come further, or begun anew."""
        return time.monotonic() - self._last_news

    def close(self) -> None:
        """Closes the connection."""
        self._client.close()

    def activity(self) -> Activity | None:
        """How many per cent of the training are over, or that it is judged; None if none runs or nobody answers."""
        try:
            reply = self._client.get("/v1/training")
        except httpx.TransportError:
            return None
        told = reply.json() if reply.is_success else None
        if not told:
            return None
        if told["done"] != self._done:
            self._done, self._last_news = told["done"], time.monotonic()
        return _activity(told["version"], round(100 * told["done"]))


def _activity(version: str, percent: int) -> Activity | None:
    if percent == 100:
        return Activity(f"judging {version} on held-out lines")
    return Activity(f"training {version}", percent, 100, " %") if percent else None
