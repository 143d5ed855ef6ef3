"""Sends documents to ingestion, as often as it takes: the same file twice is one document."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

import httpx

from recto.cli.collection_names import check_name
from recto.cli.ingest_report import Result
from recto.cli.page_files import PageFile, shown, why
from recto.runtime.failures import UserError

_PATIENCE = 120.0
"""Seconds for which a service that answered at first may be away, as while it is restarted."""

_TIMEOUT = httpx.Timeout(600, connect=5)
"""Seconds. An answer comes only when all pages are decoded, stored and published."""


_AWAY = {502, 503, 504}


class Ingestion:
    """The ingestion service at `url`. May be used by several threads."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url.rstrip("/")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            self._client = httpx.Client(base_url=self._url, headers=headers, timeout=_TIMEOUT)
        except (httpx.InvalidURL, UnicodeEncodeError) as error:
            raise UserError(
                f"Ingestion cannot be reached at {self._url!r} with this token: {error}."
            ) from error

    def check(self, collection: str) -> None:
        """Raises UserError if nothing answers, the token is wrong, or there is no such collection."""
        check_name(collection)
        path = f"/v1/collections/{collection}"
        try:
            answer = self._client.get(path, timeout=30)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise UserError(
                f"Ingestion does not answer at {self._url} ({error}): start it with `recto up`, or give --url."
            ) from error
        _check(self._patiently(lambda: self._client.get(path)) if answer.status_code in _AWAY else answer)

    def send(self, page: PageFile, collection: str, *, as_labels: bool, writer: str | None) -> Result:
        """Hand in one document. Raises UserError for what would be no different for the next one."""
        fields = {"collection": collection, "name": shown(Path(page.image.name))}
        if as_labels and page.layout:
            fields["as_labels"] = "true"
        if writer:
            fields["writer"] = writer
        name = shown(page.image)
        try:
            return _result(name, self._patiently(lambda: self._post(page, fields)))
        except OSError as error:
            return Result(name, refused=f"{shown(Path(error.filename or page.image))} {why(error)}.")

    def close(self) -> None:
        """Disconnect."""
        self._client.close()

    def _patiently(self, ask: Callable[[], httpx.Response]) -> httpx.Response:
        """The service's answer, asking again while it is away. Ids are derived, so asking twice is harmless."""
        give_up = time.monotonic() + _PATIENCE
        pause = 0.2
        while True:
            try:
                answer = ask()
                trouble = _sentence(answer) if answer.status_code in _AWAY else ""
            except httpx.TransportError as error:
                trouble = f"Ingestion at {self._url} has gone ({error})."
            if not trouble:
                return answer
            if time.monotonic() > give_up:
                raise UserError(f"{trouble} Run the same command again later: what is in stays in.")
            time.sleep(pause)
            pause = min(2 * pause, 5)

    def _post(self, page: PageFile, fields: dict[str, str]) -> httpx.Response:
        with ExitStack() as opened:
            files = {"file": _part(page.image, opened)}
            if page.layout:
                files["layout"] = _part(page.layout, opened)
            return self._client.post("/v1/documents", data=fields, files=files)


def _part(path: Path, opened: ExitStack) -> tuple[str, IO[Any]]:
    return shown(Path(path.name)), opened.enter_context(path.open("rb"))


def _result(name: str, answer: httpx.Response) -> Result:
    if answer.status_code in {413, 422}:
        return Result(name, refused=_sentence(answer))
    _check(answer)
    return Result(name, **answer.json())


def _check(answer: httpx.Response) -> None:
    """Raises UserError for an answer that would be the same for every other file."""
    if answer.status_code in {401, 403, 404}:
        raise UserError(_sentence(answer))
    if not answer.is_success:
        raise UserError(f"Ingestion failed with status {answer.status_code}: its log says why.")


def _sentence(answer: httpx.Response) -> str:
    """What a problem says to a person."""
    try:
        return str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return f"Ingestion answers with status {answer.status_code}."
