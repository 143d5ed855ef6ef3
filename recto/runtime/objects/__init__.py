"""The object store: immutable bytes under keys that follow from their content."""

from recto.runtime.objects.folder import FolderStore
from recto.runtime.objects.opening import open_store
from recto.runtime.objects.store import ObjectStore, get_model, put_model, reference_to

__all__ = ["FolderStore", "ObjectStore", "get_model", "open_store", "put_model", "reference_to"]
