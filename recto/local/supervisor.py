"""The whole stack of one home folder: Kafka, its topics and the five services, kept up until the end."""

import secrets
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from recto.local.environment import Surroundings, environment_of
from recto.local.found import Addresses, forget_addresses, write_addresses
from recto.local.home import HomeLock, prepare
from recto.local.kafka import EmbeddedKafka
from recto.local.roster import Member
from recto.local.stack_ports import ANY_PORTS, StackPorts, kafka_port, service_ports
from recto.local.supervised import State, Supervised
from recto.runtime.failures import UserError
from recto.runtime.kafka import apply_topics
from recto.runtime.settings import BusSettings

START_SECONDS = 120
STOP_SECONDS = 30
_USER_ERROR = 2
"""The exit code of a service whose settings are wrong: starting it again would not help."""


def quietly(_: str) -> None:
    """Tells nobody."""


class Stack:
    """Everything that `recto up` runs, from `with` to its end.

    `tell` gets one line each time something dies and is started again, `on_up` the name and address of each
    part when it is up; `extra` holds further variables for the services' environment. Use it from a thread
    that outlives it.
    """

    def __init__(
        self,
        home: Path,
        ports: StackPorts = ANY_PORTS,
        *,
        tell: Callable[[str], None] = quietly,
        on_up: Callable[[str, str], None] = lambda _name, _url: None,
        extra: Mapping[str, str] | None = None,
    ) -> None:
        self.home = home.absolute()
        self.services: dict[str, Supervised] = {}
        self.kafka: EmbeddedKafka | None = None
        self.token = ""
        self._since = datetime.now(UTC)
        self._ports = ports
        self._tell = tell
        self._on_up = on_up
        self._extra = extra or {}
        self._opened = ExitStack()
        self._no_restarts = threading.Event()
        self._all_stopped = threading.Event()
        self._tended = threading.Lock()

    @property
    def addresses(self) -> Addresses:
        """Where everything is."""
        urls = {name: service.url for name, service in self.services.items()}
        return Addresses(urls, self.token, self.kafka.bootstrap_servers if self.kafka else "", self._since)

    @property
    def gateway_url(self) -> str:
        """The labeling-gateway's address."""
        return self.addresses.gateway_url

    @property
    def ingestion_url(self) -> str:
        """Ingestion's address."""
        return self.addresses.ingestion_url

    @property
    def trainer_url(self) -> str:
        """The trainer's address."""
        return self.addresses.trainer_url

    def pid(self, service: str) -> int | None:
        """The process id of a service while it runs."""
        return self.services[service].pid

    def kill(self, service: str) -> None:
        """SIGKILL to a service; it will be started again."""
        self.services[service].kill()

    def __enter__(self) -> Self:
        """Brings everything up. Raises UserError, with everything stopped again, where that cannot be."""
        prepare(self.home)
        self._opened.enter_context(HomeLock(self.home))
        self._opened.callback(forget_addresses, self.home)
        try:
            write_addresses(self.home, Addresses(since=self._since))
            ports = service_ports(self._ports)
            # 1. The thread that restarts what dies: what it starts is on its leash, so it ends last.
            self._start_watch()
            # 2. Kafka, 3. its topics, 4. the services: each would fail without the one before.
            self._start_kafka()
            self._start_services(ports)
            self._wait_for_services()
            # 5. Written last: who finds addresses finds services that answer.
            write_addresses(self.home, self.addresses)
            self._opened.callback(forget_addresses, self.home)  # first of all, when it stops
        except BaseException:
            self._opened.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stops everything in reverse order: services first, so that they can still tell Kafka what they did."""
        self._opened.close()

    def _start_watch(self) -> None:
        watch = threading.Thread(target=self._watch, name="supervisor", daemon=True)
        watch.start()
        self._opened.callback(watch.join)
        self._opened.callback(self._all_stopped.set)

    def _watch(self) -> None:
        while not self._no_restarts.wait(0.1):
            with self._tended:
                if not self._no_restarts.is_set():
                    self._look_after()
        self._all_stopped.wait()

    def _look_after(self) -> None:
        for service in self.services.values():
            service.look_after()
        if self.kafka and self.kafka.exit_code is not None:
            self._tell(f"kafka ended with code {self.kafka.exit_code}; starting it again")
            self.kafka.start()

    def _forbid_restarts(self) -> None:
        """When this returns, none is under way and none will come."""
        self._no_restarts.set()
        with self._tended:
            pass

    def _start_kafka(self) -> None:
        kafka = EmbeddedKafka(self.home / "kafka", kafka_port(self._ports.kafka))
        self.kafka = self._opened.enter_context(kafka)
        self._opened.callback(self._forbid_restarts)
        apply_topics(BusSettings(bootstrap_servers=kafka.bootstrap_servers))
        self._on_up("kafka", kafka.bootstrap_servers)

    def _start_services(self, ports: Mapping[Member, int]) -> None:
        self.token = _kept_token(self.home)
        around = Surroundings(self.home, self.addresses.bootstrap_servers, self.token, self._extra)
        self.services = {
            member.name: self._supervised(member, port, around) for member, port in ports.items()
        }
        self._opened.callback(self._stop_services)
        for service in self.services.values():
            service.start()

    def _supervised(self, member: Member, port: int, around: Surroundings) -> Supervised:
        folder = around.state_dir(member)
        folder.mkdir(parents=True, exist_ok=True)
        log = self.home / "logs" / f"{member.name}.log"
        environment = environment_of(member, port, around)
        return Supervised(member, port, environment, folder, log, now=time.monotonic, tell=self._tell)

    def _wait_for_services(self) -> None:
        waiting = dict(self.services)
        deadline = time.monotonic() + START_SECONDS
        while waiting:
            for name, service in list(waiting.items()):
                if service.state is State.UP:
                    self._on_up(name, service.url)
                    del waiting[name]
                else:
                    _require_hope(service, deadline)
            time.sleep(0.05)

    def _stop_services(self) -> None:
        self._forbid_restarts()
        backwards = list(reversed(self.services.values()))
        for service in backwards:
            service.ask_to_stop()
        deadline = time.monotonic() + STOP_SECONDS
        for service in backwards:
            service.stop(within=max(0.1, deadline - time.monotonic()))


def _require_hope(service: Supervised, deadline: float) -> None:
    """Raises UserError if waiting on will not bring the service up."""
    name = service.member.name
    if service.exit_code == _USER_ERROR:
        raise UserError(f"{name} did not start: {service.last_words()} (its log: {service.log}).")
    if time.monotonic() > deadline:
        raise UserError(f"{name} was not ready within {START_SECONDS} s; its log {service.log} may say why.")


def _kept_token(home: Path) -> str:
    """The token of this home's gateway: drawn at its first start, the same ever after."""
    path = home / "token"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(24))
    return path.read_text().strip()
