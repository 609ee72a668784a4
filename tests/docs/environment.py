"""An empty virtual environment without a network: it has what it is told to have, and nothing else of this one."""

import sys
import venv
import zipfile
from collections.abc import Iterable
from importlib.metadata import Distribution, PathDistribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

SCRIPT = """\
#!{python}
import sys

from {module} import {function}

sys.exit({function}())
"""


def make_environment(folder: Path) -> Path:
    """Make the environment, with pip; returns the directory of its programs."""
    venv.create(folder, with_pip=False, symlinks=True)
    lend(folder, [Requirement("pip")])
    return folder / "bin"


def lend(folder: Path, requirements: Iterable[Requirement]) -> None:
    """Let the environment have this one's packages of these names and all that they need, for pip to find installed."""
    site = folder / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    for found in closure(requirements):
        for name in {file.parts[0] for file in found.files or ()} - {"..", "__pycache__"}:
            if not (site / name).exists():
                (site / name).symlink_to(found.locate_file(name))
        for entry in found.entry_points.select(group="console_scripts"):
            script = folder / "bin" / entry.name
            script.write_text(
                SCRIPT.format(python=folder / "bin" / "python", module=entry.module, function=entry.attr),
                encoding="utf-8",
            )
            script.chmod(0o755)


def closure(requirements: Iterable[Requirement]) -> list[Distribution]:
    """The distributions that satisfy these and, with their extras, whatever they need."""
    waiting, known, found = list(requirements), set(), {}
    while waiting:
        wanted = waiting.pop()
        if str(wanted) in known:
            continue
        known.add(str(wanted))
        found[wanted.name.lower()] = distribution(wanted.name)
        waiting += needed_by(found[wanted.name.lower()], extras=wanted.extras)
    return list(found.values())


def needed_by(installed: Distribution, *, extras: Iterable[str] = ()) -> list[Requirement]:
    """What a distribution requires on this machine."""
    wanted = [Requirement(line) for line in installed.requires or ()]
    return [
        each
        for each in wanted
        if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in ("", *extras))
    ]


def needed_by_wheel(wheel: Path) -> list[Requirement]:
    """What a wheel requires on this machine, read from its own metadata."""
    with zipfile.ZipFile(wheel) as archive:
        (information,) = {name.split("/")[0] for name in archive.namelist() if ".dist-info/" in name}
        return needed_by(PathDistribution(zipfile.Path(archive, f"{information}/")))
