"""The browser that journeys are made with: Debian's Chromium, shut off from everything but this machine."""

import os
import shutil
from pathlib import Path

DEBIANS = Path("/usr/bin/chromium")

SEALED = (
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Loopback never goes through a proxy; whatever else is asked for ends at a port where nothing listens.
    "--proxy-server=http://127.0.0.1:9",
)
"""What keeps Chromium from talking to anybody else."""


def find_chromium() -> str | None:
    """Where Chromium is, or None."""
    return shutil.which("chromium") or (str(DEBIANS) if DEBIANS.exists() else None)


def chromium_arguments() -> list[str]:
    """The command line; root may only run it without the sandbox."""
    return [*SEALED, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
