"""What every object store can do, and how keys and checks come about."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from recto.runtime.failures import Poison
from schemas.blobs import BlobRef

M = TypeVar("M", bound=BaseModel)


class ObjectStore(Protocol):
    """Keeps bytes under `folder/sha256`: storing the same twice is storing it once."""

    def put(self, folder: str, data: bytes, media_type: str) -> BlobRef:
        """Keep `data` and say where. Whole or not at all. Raises Transient if the store is away."""
        ...

    def put_all(self, folder: str, items: Sequence[bytes], media_type: str) -> list[BlobRef]:
        """Keep many, as `put` would each, and say where, in order. Much faster than one after another."""
        ...

    def get(self, ref: BlobRef) -> bytes:
        """The bytes that `ref` points at.

        Raises Poison if they are missing or not what their hash says, Transient if the store is away.
        """
        ...

    def keys(self, folder: str) -> Iterator[str]:
        """Keys of everything below `folder`, in order."""
        ...


def reference(folder: str, data: bytes, media_type: str) -> BlobRef:
    """Where `data` will lie below `folder`."""
    sha256 = hashlib.sha256(data).hexdigest()
    return BlobRef(key=f"{folder}/{sha256}", sha256=sha256, size=len(data), media_type=media_type)


def reference_to(key: str) -> BlobRef:
    """What refers to an object that `keys` found, for reading it: its hash is the last part of its key."""
    return BlobRef(key=key, sha256=key.rsplit("/", 1)[-1], size=0, media_type="application/octet-stream")


def checked(ref: BlobRef, data: bytes) -> bytes:
    """`data` if it is what `ref` stands for. Raises Poison if not."""
    if hashlib.sha256(data).hexdigest() != ref.sha256:
        raise Poison(f"{ref.key} is damaged: its content is not what its hash says")
    return data


def put_model(store: ObjectStore, folder: str, model: BaseModel) -> BlobRef:
    """Keep a pydantic model as JSON."""
    return store.put(folder, model.model_dump_json().encode(), "application/json")


def get_model(store: ObjectStore, ref: BlobRef, model: type[M]) -> M:
    """The pydantic model that `put_model` kept. Raises Poison if it is none."""
    try:
        return model.model_validate_json(store.get(ref))
    except ValidationError as error:
        raise Poison(f"{ref.key} is no {model.__name__}: {error.errors()[0]['msg']}") from error
