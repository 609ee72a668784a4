"""The project's own files, as the guards read them."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("engagement", "moderation")
NOT_OURS = {".git", ".venv", "var", "build", "dist", "node_modules"}
MADE = ("cache", "__pycache__", ".egg-info", ".hypothesis")


def files(*suffixes, under=""):
    """Every file of the tree with one of the suffixes, caches and what was installed left out."""
    for folder, folders, names in os.walk(ROOT / under):
        folders[:] = sorted(name for name in folders if name not in NOT_OURS and not name.endswith(MADE))
        for name in sorted(names):
            if not suffixes or name.endswith(suffixes):
                yield Path(folder) / name


def python_files(*packages):
    """Every Python file of the packages, migrations left out: nobody writes those by hand."""
    for package in packages or PACKAGES:
        yield from (path for path in files(".py", under=package) if "migrations" not in path.parts)


def name_of(path):
    """The file's name as it is shown: from the project's folder on."""
    return path.relative_to(ROOT).as_posix()
