"""Compiles every template, and refuses what a strict Content-Security-Policy would not run."""

# ruff: noqa: INP001

import os
import re
import sys
from pathlib import Path

import django
from django.template import TemplateSyntaxError, engines

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (ROOT / "templates", ROOT / "demo" / "templates")
FORBIDDEN = {
    "an inline script": re.compile(
        r"<script(?![^>]*\ssrc=)(?![^>]*type=[\"']application/(?:ld\+)?json)", re.IGNORECASE
    ),
    "an inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>%]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: URL": re.compile(r"javascript:", re.IGNORECASE),
}


def main() -> int:
    """Return 1, with a line for each fault, where there is one."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "demo.settings")
    django.setup()
    paths = [(folder, path) for folder in FOLDERS for path in sorted(folder.rglob("*")) if path.is_file()]
    faults = [fault for folder, path in paths for fault in find_faults(folder, path)]
    sys.stdout.write("".join(f"{fault}\n" for fault in faults) or f"{len(paths)} templates\n")
    return 1 if faults else 0


def find_faults(folder: Path, path: Path) -> list[str]:
    """What is wrong with one template, each with its path."""
    name, shown = str(path.relative_to(folder)), path.relative_to(ROOT)
    faults = [
        f"{shown}: {what}" for what, pattern in FORBIDDEN.items() if pattern.search(path.read_text(encoding="utf-8"))
    ]
    try:
        engines["django"].get_template(name)
    except TemplateSyntaxError as error:
        faults.append(f"{shown}: {error}")
    return faults


if __name__ == "__main__":
    sys.exit(main())
