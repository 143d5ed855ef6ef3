"""Where objects are to lie, made before anybody puts one there."""

import time

from recto.runtime.failures import Transient, UserError
from recto.runtime.objects.opening import open_store
from recto.runtime.objects.s3 import S3Store
from recto.runtime.settings import ObjectSettings

_PAUSE_SECONDS = 0.5


def make_bucket(settings: ObjectSettings, wait_seconds: float = 60) -> str | None:
    """Make the bucket that the settings name, and say which; None if there is one, or objects lie in a folder.

    Raises UserError if the store does not answer within `wait_seconds`, or refuses.
    """
    store = open_store(settings)
    if not isinstance(store, S3Store):
        return None
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            return store.make()
        except Transient as error:
            if time.monotonic() > deadline:
                raise UserError(
                    f"The object store at {settings.endpoint} does not answer: {error}."
                ) from error
        time.sleep(_PAUSE_SECONDS)
