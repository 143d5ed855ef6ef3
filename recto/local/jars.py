"""The jars of Apache Kafka: fetched once from Maven Central into a cache folder, then found there."""

import os
import shutil
import tempfile
from pathlib import Path

from recto.runtime.failures import UserError

KAFKA = "org.apache.kafka:kafka_2.13:4.1.1"
_LOGGING = "org.slf4j:slf4j-simple:1.7.36"
"""Without a binding of slf4j the broker says nothing at all, not even why it ends."""
_FOLDER = "kafka_2.13-4.1.1"


def cache_folder() -> Path:
    """RECTO_CACHE, or ~/.cache/recto."""
    return Path(os.environ.get("RECTO_CACHE") or Path.home() / ".cache" / "recto")


def kafka_jars(cache: Path | None = None) -> Path:
    """The folder with Kafka's jars, fetched (43 MB) if this machine has none yet.

    Raises UserError if they are not here and cannot be fetched.
    """
    folder = (cache or cache_folder()) / _FOLDER
    if folder.is_dir():
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".fetching-") as scratch:
            _publish(_fetch(Path(scratch)), folder)
    except OSError as error:
        raise UserError(_sentence(folder, error)) from error
    return folder


def _fetch(scratch: Path) -> Path:
    """Resolves the jars and gathers copies of them in one folder."""
    import jgo  # noqa: PLC0415  # half a second, and only the first start needs it

    jars = jgo.build(f"{KAFKA}+{_LOGGING}", cache_dir=scratch / "jgo").all_jars
    gathered = scratch / "jars"
    gathered.mkdir()
    for jar in jars:
        shutil.copyfile(jar, gathered / jar.name)
    return gathered


def _publish(gathered: Path, folder: Path) -> None:
    """One rename, so that no half-filled folder is ever taken for the jars."""
    try:
        gathered.rename(folder)
    except OSError:
        if not folder.is_dir():  # another process was faster
            raise


def _sentence(folder: Path, error: OSError) -> str:
    return (
        f"Apache Kafka ({KAFKA}, 43 MB) could not be fetched from Maven Central into {folder} "
        f"({_reason(error)}); run `recto up` once with a network, or copy that folder from a machine that has it "
        "(RECTO_CACHE names another place for it)."
    )


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
