"""Sends what is due to webhooks, in a thread of its own, until each receiver has said that it has it."""

import logging
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http import HTTPStatus

import httpx

from recto.runtime.clock import Clock
from recto.runtime.failures import Transient
from recto.runtime.trust import trusted
from services.labeling_gateway import metrics
from services.labeling_gateway.store import webhooks
from services.labeling_gateway.store.database import Database
from services.labeling_gateway.store.webhook_tables import DeliveryState
from services.labeling_gateway.store.webhooks import Message, Sent
from services.labeling_gateway.webhooks.retrying import next_attempt
from services.labeling_gateway.webhooks.signing import signed_headers
from services.labeling_gateway.webhooks.telling import CONTENT_TYPE

log = logging.getLogger(__name__)

_IDLE_SECONDS = 1.0
_PATIENCE_SECONDS = 10.0
_CLAIMED_FOR = timedelta(seconds=60)
_AT_ONCE = 8
_LONGEST_ERROR = 300


class Delivering:
    """Tells webhooks what happened, at least once each, in no sure order.

    1. Claim messages for a minute, in one short transaction: no connection is held while receivers think.
    2. Send them, each within ten seconds. Redirects are not followed: what is signed goes to the address it was
       meant for.
    3. Keep what came of it. A crash before this sends them again, under the same ids.

    `failure` is the bug that ended it, if one did.
    """

    name = "delivery of webhooks"

    def __init__(self, database: Database, clock: Clock, client: httpx.Client | None = None) -> None:
        self._database, self._clock = database, clock
        self._client = client or httpx.Client(timeout=_PATIENCE_SECONDS, verify=trusted())
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)
        self.failure: BaseException | None = None

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is being sent and return."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        self._client.close()

    def deliver(self) -> int:
        """Send what is due now; how many messages that were. Raises Transient if the database is away."""
        with self._database.changing() as session:
            claimed = webhooks.claim(session, self._clock(), _AT_ONCE, _CLAIMED_FOR)
        if claimed:
            with ThreadPoolExecutor(len(claimed)) as threads:
                results = list(threads.map(self._send, claimed))
            self._keep(claimed, results)
        return len(claimed)

    def _send(self, message: Message) -> Sent:
        signed = signed_headers(message.secret, message.event_id, self._clock(), message.body)
        try:
            response = self._client.post(
                message.url, content=message.body, headers={**signed, "content-type": CONTENT_TYPE}
            )
        except httpx.HTTPError as error:
            return self._failed(message, None, str(error) or type(error).__name__)
        if response.is_success:
            return Sent(DeliveryState.DELIVERED, self._clock(), response.status_code)
        if response.status_code == HTTPStatus.GONE:
            return Sent(DeliveryState.GIVEN_UP, self._clock(), response.status_code, "gone", is_gone=True)
        return self._failed(message, response.status_code, f"answered {response.status_code}")

    def _failed(self, message: Message, status: int | None, error: str) -> Sent:
        now = self._clock()
        due = next_attempt(message.attempt, now)
        state = DeliveryState.WAITING if due else DeliveryState.GIVEN_UP
        log.warning("webhook %s, attempt %d: %s", message.url, message.attempt, error)
        return Sent(state, due or now, status, error[:_LONGEST_ERROR])

    def _keep(self, claimed: Sequence[Message], results: Sequence[Sent]) -> None:
        with self._database.changing() as session:
            for message, result in zip(claimed, results, strict=True):
                webhooks.sent(session, message, result)
            webhooks.forget_old(session, self._clock())
        for result in results:
            outcome = "failed" if result.state is DeliveryState.WAITING else result.state.value
            metrics.WEBHOOK_ATTEMPTS.labels(outcome).inc()

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                if not self._tried():
                    self._stopping.wait(_IDLE_SECONDS)
        except Exception as error:  # noqa: BLE001  a bug: told to the host loop, which ends the process
            self.failure = error

    def _tried(self) -> int:
        try:
            return self.deliver()
        except Transient as away:
            log.warning("webhooks wait: %s", away.reason)
            return 0
