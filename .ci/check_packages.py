"""Looks into the built wheel and source distribution: all that the apps need, and nothing else."""

# ruff: noqa: INP001

import sys
import tarfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APPS = ("engagement", "moderation")
IGNORED = {".pyc", ".po"}


def main(folder: Path) -> int:
    """Return 1, with a line for each fault, where there is one."""
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive:
        in_wheel = {name for name in archive.namelist() if not name.split("/")[0].endswith(".dist-info")}
        licence = [name for name in archive.namelist() if name.endswith("/LICENSE")]
    with tarfile.open(sdist) as archive:
        in_sdist = {name.partition("/")[2] for name in archive.getnames()}
    faults = [f"missing in the wheel: {name}" for name in sorted(expected_in_wheel() - in_wheel)]
    faults += [
        f"too much in the wheel: {name}"
        for name in sorted(in_wheel - expected_in_wheel())
        if Path(name).suffix != ".po"
    ]
    faults += [
        f"missing in the sdist: {name}" for name in ("pyproject.toml", "LICENSE", "README.md") if name not in in_sdist
    ]
    faults += [] if licence else ["missing in the wheel: LICENSE"]
    sys.stdout.write("".join(f"{fault}\n" for fault in faults) or f"{wheel.name}: {len(in_wheel)} files\n")
    return 1 if faults else 0


def expected_in_wheel() -> set[str]:
    """The apps' files, and their templates where Django's app loader finds them."""
    names = {path.relative_to(ROOT).as_posix() for app in APPS for path in files_of(ROOT / app)}
    for app in APPS:
        folder = ROOT / "templates" / app
        names |= {f"{app}/templates/{app}/{path.relative_to(folder).as_posix()}" for path in files_of(folder)}
    return names


def files_of(folder: Path) -> list[Path]:
    """Every file below a folder that belongs into a package."""
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in IGNORED and "__pycache__" not in path.parts
    ]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
