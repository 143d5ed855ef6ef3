"""The collections that exist, as recto.collections tells them."""

import threading


class KnownCollections:
    """Names of collections. Written by the host loop, read by the threads of requests."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._inboxes: set[str] = set()
        self._lock = threading.Lock()
        self.all_read = False
        """Whether the topic was read to its end once: before that, not knowing a name means nothing."""

    def add(self, name: str, *, is_inbox: bool = False) -> None:
        """A collection was made, or changed."""
        with self._lock:
            self._names.add(name)
            (self._inboxes.add if is_inbox else self._inboxes.discard)(name)

    def is_inbox(self, name: str) -> bool:
        """Whether documents wait there until somebody puts them into a collection."""
        with self._lock:
            return name in self._inboxes

    def names(self) -> list[str]:
        """All names, in order."""
        with self._lock:
            return sorted(self._names)

    def __contains__(self, name: str) -> bool:
        with self._lock:
            return name in self._names
