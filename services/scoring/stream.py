"""The stream of events, by faust. The one module that imports it.

Faust gives the group, the order and the acknowledgements; what an event means is decided in stage.py, in a single
thread beside faust's loop, so that heartbeats go on while the pool works.
"""

import asyncio
import logging
import os
import signal
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import faust
from aiokafka.errors import KafkaError  # type: ignore[import-untyped]
from faust.types import TP
from faust.types.auth import CredentialsT, SASLMechanism

from recto.runtime.bus import Delivery, Partition
from recto.runtime.failures import Transient
from recto.runtime.handling import Later
from recto.runtime.settings import BusSettings
from recto.runtime.watchdog import Watchdog
from schemas.envelope import Record
from schemas.topics import COLLECTIONS, DOCUMENTS, LABELS, MODELS, TRANSCRIPTS
from services.scoring.progress import Position, Progress
from services.scoring.stage import NAME, Stage

R = TypeVar("R")
log = logging.getLogger(__name__)

TOPICS = (COLLECTIONS, TRANSCRIPTS, LABELS, MODELS, DOCUMENTS)
_TICK_SECONDS = 1.0
_LONGEST_BACKOFF = 30.0
_SESSION_SECONDS = 10.0
"""After a SIGKILL the group waits so long before the partitions are given out again. Heartbeats do not wait for us."""


class Stream:
    """Feeds the stage with events and ticks until stopped."""

    def __init__(self, stage: Stage, settings: BusSettings, folder: Path) -> None:
        """Faust may keep files of its own in `folder`. Connects to nothing yet."""
        self._stage = stage
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="pool")
        self._app = _app(settings, folder)
        self._app.agent(self._app.topic(*(topic.name for topic in TOPICS), **_RAW))(self._take_all)
        self._stopping: asyncio.Event | None = None
        self._bug: BaseException | None = None
        self._waits_for: str | None = "building its pool"
        self._is_held = False
        self.watchdog = Watchdog(settings.stall_seconds)
        self.progress = Progress(self.watchdog)

    def why_not_ready(self) -> str | None:
        """None when events are taken; what it waits for if not."""
        return self._waits_for or self.watchdog.stalled()

    def run(self, stop_seconds: float) -> None:
        """Take events until SIGTERM or SIGINT. Raises what a handler raised, if it was a bug."""
        self.watchdog.progressed()
        self.watchdog.guard()
        try:
            asyncio.run(self._serve(stop_seconds))
        finally:
            self.watchdog.stop()
        if self._bug is not None:
            raise self._bug

    async def _serve(self, stop_seconds: float) -> None:
        self._stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stopping.set)
        self._app.loop = loop
        await self._app.start()
        ticking = asyncio.create_task(self._tick_until_stopped())
        await self._stopping.wait()
        loop.call_later(stop_seconds, os._exit, 1)
        await ticking
        await self._app.stop()
        await loop.run_in_executor(None, self._thread.shutdown)

    async def _take_all(self, stream: faust.Stream[bytes]) -> None:
        async for event in stream.events():
            if not await self._take_until_done(_delivery(event.message)):
                await asyncio.Event().wait()  # stopping: never acknowledge this one, so that it comes again

    async def _take_until_done(self, delivery: Delivery) -> bool:
        """Whether the event is dealt with. A Transient holds the stream here, which keeps the order."""
        assert self._stopping is not None  # noqa: S101
        pause = 1.0
        while not self._stopping.is_set():
            try:
                result = await self._in_thread(self._stage.take, delivery)
            except Transient as away:
                result = Later(away.reason, away.retry_after)
            except BaseException as bug:  # noqa: BLE001  faust would acknowledge the event and go on
                self._bug = bug
                self._stopping.set()
                return False
            self._is_held = isinstance(result, Later)
            if not isinstance(result, Later):
                self.progress.taken(delivery, self._stage.handling.age(delivery))
                return True
            pause = min(max(pause * 2, result.seconds), _LONGEST_BACKOFF)
            await self._pause(result.seconds if pause <= 2 else pause)
        return False

    async def _tick_until_stopped(self) -> None:
        assert self._stopping is not None  # noqa: S101
        while not self._stopping.is_set():
            self.watchdog.alive()
            try:
                await self._watch()
                await self._in_thread(self._stage.tick_once)
            except Transient as away:
                log.warning("tick put off: %s", away.reason)
            except BaseException as bug:  # noqa: BLE001  told to run(), which raises it
                self._bug = bug
                self._stopping.set()
            await self._pause(_TICK_SECONDS)

    async def _pause(self, seconds: float) -> None:
        assert self._stopping is not None  # noqa: S101
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return

    async def _in_thread(self, work: Callable[..., R], *arguments: object) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)

    async def _watch(self) -> None:
        """Tell how far the stream is, and end it if faust has."""
        if self._app.crashed:
            raise RuntimeError("faust has crashed") from self._app.crash_reason
        assigned = self._app.consumer.assignment()
        positions = {Partition(*partition): await self._position(partition) for partition in assigned}
        self.progress.standing(positions, is_held=self._is_held)
        self._waits_for = None if assigned else "waiting for its partitions"

    async def _position(self, partition: TP) -> Position | None:
        """Where faust is in a partition; None while it does not know, just after it was given or taken."""
        consumer = self._app.consumer
        end = consumer.highwater(partition)
        if end is None:
            return None
        try:
            fetched = await asyncio.wait_for(consumer.position(partition), _TICK_SECONDS)
        except (KafkaError, TimeoutError):
            return None
        return None if fetched is None else Position(int(fetched), int(end))


_RAW = {"key_type": bytes, "value_type": bytes, "key_serializer": "raw", "value_serializer": "raw"}


def _app(settings: BusSettings, folder: Path) -> faust.App:
    """Faust set up to do nothing of its own: no topics, no tables, no web server. Its files go to `folder`."""
    return faust.App(
        id=f"recto-{NAME}",
        broker=[f"kafka://{server}" for server in settings.bootstrap_servers.split(",")],
        broker_credentials=_credentials(settings),
        broker_commit_interval=1.0,
        broker_session_timeout=_SESSION_SECONDS,
        broker_max_poll_records=settings.max_poll_records,
        consumer_auto_offset_reset="earliest",
        processing_guarantee="at_least_once",
        store="memory://",
        datadir=str(folder),
        web_enabled=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        stream_wait_empty=False,
    )


def _credentials(settings: BusSettings) -> CredentialsT | None:
    context = (
        ssl.create_default_context(cafile=settings.ca_file) if "SSL" in settings.security_protocol else None
    )
    if context and settings.certificate_file:
        context.load_cert_chain(settings.certificate_file, settings.key_file)
    if settings.sasl_mechanism and settings.password:
        return faust.SASLCredentials(
            username=settings.username,
            password=settings.password.get_secret_value(),
            mechanism=SASLMechanism(settings.sasl_mechanism),
            ssl_context=context,
        )
    return faust.SSLCredentials(context) if context else None


def _delivery(message: faust.types.Message) -> Delivery:
    headers = {
        name: value.decode(errors="replace") for name, value in message.headers or () if value is not None
    }
    record = Record(message.topic, message.key, message.value or b"", headers)
    return Delivery(record, Partition(message.topic, message.partition), message.offset)
