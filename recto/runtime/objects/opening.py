"""Which object store the settings mean."""

from pathlib import Path
from urllib.parse import urlparse

from recto.runtime.failures import UserError
from recto.runtime.objects.folder import FolderStore
from recto.runtime.objects.store import ObjectStore
from recto.runtime.settings import ObjectSettings


def open_store(settings: ObjectSettings) -> ObjectStore:
    """The store at `settings.url`: s3://bucket, or the path of a folder. Raises UserError for anything else."""
    url = urlparse(settings.url)
    if url.scheme == "s3" and url.netloc:
        from recto.runtime.objects.s3 import S3Store  # noqa: PLC0415  the SDK takes a second to import

        return S3Store(settings, url.netloc)
    if url.scheme in ("", "file"):
        return FolderStore(Path(url.path))
    raise UserError(f"RECTO_OBJECTS__URL: {settings.url!r} is neither the path of a folder nor s3://bucket.")
