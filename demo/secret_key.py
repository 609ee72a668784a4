"""The demo's secret key where none was given: made once, kept in a file that only its owner may read."""

import os
import secrets
from pathlib import Path


def load_secret_key(path: Path) -> str:
    """Read the key, or make it. Of several processes that start at once, all end up with the same one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        _write(draft, secrets.token_urlsafe(48))
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii")


def write_for_owner(path: Path, text: str) -> None:
    """Put what is secret in the place of what was there; only its owner may read it."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    _write(draft, text)
    draft.replace(path)


def _write(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
