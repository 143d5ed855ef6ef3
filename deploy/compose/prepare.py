"""Makes every secret of the compose stack, once, and writes for each part what it reads, and nothing of the others'.

`prepare.py FOLDER` runs in the gateway's image before anything else starts. What there is already stays,
so that restarts change nothing.
"""

import secrets
import sys
from pathlib import Path
from string import Template

from authority import vouched

TEMPLATES = Path(__file__).parent / "templates"
"""A folder for each part: its files, with $names where secrets go."""
PASSWORDS = (
    "token",
    "kafka_password",
    "broker_password",
    "database_password",
    "s3_secret",
    "grafana_password",
)
LAST = Path("recto", "recto.toml")
"""Written when all else is: who finds it finds the others."""


def prepare(folder: Path) -> None:
    """Write a folder for each part into `folder`; nothing if they are there."""
    if (folder / LAST).exists():
        return
    known = {name: secrets.token_urlsafe(32) for name in PASSWORDS}
    authority, broker = vouched("kafka")
    known |= {"authority": authority, "broker_certificate": broker}
    templates = [path.relative_to(TEMPLATES) for path in TEMPLATES.glob("*/*")]
    for name in sorted(templates, key=lambda name: (name == LAST, name)):
        _write(folder / name, Template((TEMPLATES / name).read_text()).substitute(known))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(0o444)  # each part runs as a user of its own; its volume is shut to all else


if __name__ == "__main__":
    prepare(Path(sys.argv[1]))
