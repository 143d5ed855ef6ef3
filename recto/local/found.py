"""Where the services of a running stack are: written by `recto up`, found by every other command."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from recto.local.roster import BY_NAME, GATEWAY, INGESTION, TRAINER, Member
from recto.runtime.failures import UserError
from recto.runtime.objects.durable import write_whole
from recto.runtime.settings import RuntimeSettings, load

HOME = Path(".recto")
"""Where `recto up` keeps everything unless it is told another place, or RECTO_HOME names one."""


@dataclass(frozen=True)
class Addresses:
    """Where to reach a stack. Asking for an address that nobody has told raises UserError."""

    urls: Mapping[str, str] = field(default_factory=dict)
    """Base address of each service, by its name."""
    token: str = ""
    bootstrap_servers: str = ""
    since: datetime | None = None
    """When its start began; None where only the environment tells of it."""

    @property
    def gateway_url(self) -> str:
        """The labeling-gateway's address, without a slash at its end."""
        return self.url_of(GATEWAY)

    @property
    def ingestion_url(self) -> str:
        """Ingestion's address, without a slash at its end."""
        return self.url_of(INGESTION)

    @property
    def trainer_url(self) -> str:
        """The trainer's address, without a slash at its end."""
        return self.url_of(TRAINER)

    def url_of(self, member: Member) -> str:
        """The address of one service."""
        try:
            return self.urls[member.name]
        except KeyError:
            raise UserError(
                f"Nothing says where {member.name} is: start a stack with `recto up`, or set {member.variable}."
            ) from None


def find_stack(home: Path | None = None) -> Addresses:
    """The addresses of the stack that runs in `home`; RECTO_GATEWAY_URL, RECTO_TOKEN and so on win over it.

    Raises UserError where no stack is up and the environment does not say where one is.
    """
    folder = home or Path(os.environ.get("RECTO_HOME") or HOME)
    told = _from_environment()
    written = read_addresses(folder)
    if written is None and not told.urls:
        raise UserError(f"No stack runs in {folder}: start one with `recto up`, or set {GATEWAY.variable}.")
    running = written or Addresses()
    if not running.urls and not told.urls:
        raise UserError(f"The stack in {folder} is still starting: try again in a moment.")
    return Addresses(
        urls={**running.urls, **told.urls},
        token=told.token or running.token,
        bootstrap_servers=told.bootstrap_servers or running.bootstrap_servers,
        since=running.since,
    )


def write_addresses(home: Path, addresses: Addresses) -> None:
    """Records a stack: without urls, one that starts. Only its owner may read it, for the token."""
    record = {
        "pid": os.getpid(),
        "urls": dict(addresses.urls),
        "token": addresses.token,
        "bootstrap_servers": addresses.bootstrap_servers,
        "since": addresses.since.isoformat() if addresses.since else None,
    }
    write_whole({_path(home): (json.dumps(record, indent=2) + "\n").encode()})


def forget_addresses(home: Path) -> None:
    """The stack has stopped."""
    _path(home).unlink(missing_ok=True)


def read_addresses(home: Path) -> Addresses | None:
    """What was recorded in `home`, or None where nothing is or its stack is dead."""
    try:
        record = json.loads(_path(home).read_text())
        pid = record["pid"]
        if not _lives(pid):
            return None
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(f"{_path(home)} is damaged: remove it and start the stack again.") from error
    try:
        return _addresses(record)
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(
            f"The stack in {home} was started by another version of Recto (pid {pid}): stop it and start it again."
        ) from error


def _addresses(record: Mapping[str, Any]) -> Addresses:
    since = record.get("since")  # earlier versions leave it out
    started = datetime.fromisoformat(since) if since else None
    return Addresses(record["urls"], record["token"], record["bootstrap_servers"], started)


class _Known(RuntimeSettings):
    """What the services of a stack are told, and commands beside them: RECTO_TOKEN, or the file of RECTO_CONFIG."""

    token: SecretStr = SecretStr("")


def _from_environment() -> Addresses:
    named = {name: os.environ.get(member.variable, "") for name, member in BY_NAME.items()}
    return Addresses(
        urls={name: url.rstrip("/") for name, url in named.items() if url},
        token=load(_Known).token.get_secret_value(),
        bootstrap_servers=os.environ.get("RECTO_BUS__BOOTSTRAP_SERVERS", ""),
    )


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _path(home: Path) -> Path:
    return home / "stack.json"
