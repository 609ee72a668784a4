"""The passwords of the demo's accounts: made once, and kept where only the person who runs the demo may read them."""

import json
import os
import secrets
from pathlib import Path

MODERATOR = "moderator"
READER = "reader"


def load_passwords(var: Path) -> dict[str, str]:
    """Read the passwords by account name; make those that are missing."""
    path = var / "demo-accounts.json"
    known: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    missing = {MODERATOR, READER} - known.keys()
    if missing:
        known |= {name: secrets.token_urlsafe(9) for name in sorted(missing)}
        draft = path.with_name(f"{path.name}.new")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(known, file, indent=1)
        draft.replace(path)
    return known
