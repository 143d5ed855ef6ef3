"""An object store that is a folder: the embedded default."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from recto.runtime.failures import Poison, Transient
from recto.runtime.objects.durable import PART, write_whole
from recto.runtime.objects.store import checked, reference
from schemas.blobs import BlobRef


class FolderStore:
    """Keeps each object as a file. Written beside its place and renamed, so it is there whole or not at all."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, folder: str, data: bytes, media_type: str) -> BlobRef:
        """See ObjectStore.put. A full disk is Transient: somebody can make room."""
        [ref] = self.put_all(folder, [data], media_type)
        return ref

    def put_all(self, folder: str, items: Sequence[bytes], media_type: str) -> list[BlobRef]:
        """See ObjectStore.put_all. The disk is waited for once, and not for each of them."""
        refs = [reference(folder, data, media_type) for data in items]
        place = self._path(folder)
        files = {place / ref.sha256: data for ref, data in zip(refs, items, strict=True)}
        try:
            place.mkdir(parents=True, exist_ok=True)
            write_whole({path: data for path, data in files.items() if not path.exists()})
        except OSError as error:
            raise Transient(f"cannot store in {folder}: {error.strerror}", retry_after=5) from error
        return refs

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
            path for path in self._path(folder).rglob("*") if path.is_file() and path.suffix != PART
        )
        return (path.relative_to(self._root.resolve()).as_posix() for path in found)

    def _path(self, key: str) -> Path:
        path = (self._root / key).resolve()
        if not path.is_relative_to(self._root.resolve()):
            raise Poison(f"{key!r} points outside the object store")
        return path
