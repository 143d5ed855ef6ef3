"""An object store in S3, through the minio SDK. The one module that imports it."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import urllib3
from minio import Minio
from minio.error import MinioException, S3Error

from recto.runtime.failures import Poison, Transient, UserError
from recto.runtime.objects.store import checked, reference
from recto.runtime.settings import ObjectSettings
from schemas.blobs import BlobRef

_ABSENT = {"NoSuchKey", "NoSuchObject"}
_THERE = {"BucketAlreadyExists", "BucketAlreadyOwnedByYou"}
_CONNECTIONS = 16
_AWAY = (urllib3.exceptions.HTTPError, MinioException, OSError)


class S3Store:
    """Keeps each object in a bucket. Objects of S3 appear whole or not at all."""

    def __init__(self, settings: ObjectSettings, bucket: str) -> None:
        self._bucket = bucket
        self._client = Minio(
            settings.endpoint,
            access_key=settings.access_key.get_secret_value(),
            secret_key=settings.secret_key.get_secret_value(),
            region=settings.region,
            secure=settings.secure,
            http_client=_bounded_pool(settings.timeout_seconds, settings.ca_file),
        )

    def put(self, folder: str, data: bytes, media_type: str) -> BlobRef:
        """See ObjectStore.put."""
        ref = reference(folder, data, media_type)
        try:
            self._client.put_object(self._bucket, ref.key, BytesIO(data), len(data), content_type=media_type)
        except _AWAY as error:
            raise Transient(f"cannot store {ref.key}: {error}") from error
        return ref

    def put_all(self, folder: str, items: Sequence[bytes], media_type: str) -> list[BlobRef]:
        """See ObjectStore.put_all: over several connections at a time."""
        with ThreadPoolExecutor(_CONNECTIONS) as threads:
            return list(threads.map(lambda data: self.put(folder, data, media_type), items))

    def get(self, ref: BlobRef) -> bytes:
        """See ObjectStore.get."""
        try:
            response = self._client.get_object(self._bucket, ref.key)
        except S3Error as error:
            if error.code in _ABSENT:
                raise Poison(f"{ref.key} is not in the object store") from error
            raise Transient(f"cannot read {ref.key}: {error.code}") from error
        except _AWAY as error:
            raise Transient(f"cannot read {ref.key}: {error}") from error
        try:
            return checked(ref, response.read())
        except urllib3.exceptions.HTTPError as error:
            raise Transient(f"reading {ref.key} broke off: {error}") from error
        finally:
            response.close()
            response.release_conn()

    def keys(self, folder: str) -> Iterator[str]:
        """See ObjectStore.keys."""
        try:
            for item in self._client.list_objects(self._bucket, prefix=f"{folder}/", recursive=True):
                if item.object_name:
                    yield item.object_name
        except _AWAY as error:
            raise Transient(f"cannot list {folder}: {error}") from error

    def make(self) -> str | None:
        """Make the bucket, and say its name; None if there is one. Raises Transient, UserError."""
        try:
            if self._client.bucket_exists(self._bucket):
                return None
            self._client.make_bucket(self._bucket)
        except S3Error as error:
            if error.code in _THERE:
                return None
            raise UserError(f"The object store refuses the bucket {self._bucket}: {error.code}.") from error
        except _AWAY as error:
            raise Transient(f"cannot make {self._bucket}: {error}") from error
        return self._bucket


def _bounded_pool(seconds: float, ca_file: Path | None) -> urllib3.PoolManager:
    """Connections that give up: with the SDK's own pool a dead server hangs the process for ever."""
    return urllib3.PoolManager(
        ca_certs=str(ca_file) if ca_file else None,
        timeout=urllib3.Timeout(connect=min(seconds, 3), read=seconds),
        retries=urllib3.Retry(total=2, backoff_factor=0.2, status_forcelist=[500, 502, 503, 504]),
        maxsize=_CONNECTIONS,
    )
