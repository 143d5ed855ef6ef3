"""An object store that is a folder: the embedded default."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from recto.runtime.failures import Poison, Transient
from recto.runtime.objects.store import checked, reference
from schemas.blobs import BlobRef


class FolderStore:
    """Keeps each object as a file. Written beside its place and renamed, so it is there whole or not at all."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, folder: str, data: bytes, media_type: str) -> BlobRef:
        """See ObjectStore.put. A full disk is Transient: somebody can make room."""
        ref = reference(folder, data, media_type)
        path = self._path(ref.key)
        try:
            if not path.exists():
                _write_whole(path, data)
        except OSError as error:
            raise Transient(f"cannot store {ref.key}: {error.strerror}", retry_after=5) from error
        return ref

    def get(self, ref: BlobRef) -> bytes:
        """See ObjectStore.get."""
        try:
            return checked(ref, self._path(ref.key).read_bytes())
        except FileNotFoundError as error:
            raise Poison(f"{ref.key} is not in the object store") from error
        except OSError as error:
            raise Transient(f"cannot read {ref.key}: {error.strerror}") from error

    def keys(self, folder: str) -> Iterator[str]:
        """See ObjectStore.keys."""
        found = sorted(
            path for path in self._path(folder).rglob("*") if path.is_file() and path.suffix != ".part"
        )
        return (path.relative_to(self._root.resolve()).as_posix() for path in found)

    def _path(self, key: str) -> Path:
        path = (self._root / key).resolve()
        if not path.is_relative_to(self._root.resolve()):
            raise Poison(f"{key!r} points outside the object store")
        return path


def _write_whole(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
