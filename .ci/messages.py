"""Collects what both apps say into their catalogues, and compiles these. Needs GNU gettext.

Which catalogues there are, and whose words each holds, stands in pyproject.toml under tool.afterword.catalogues.
"""

# ruff: noqa: INP001

import os
import re
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands import makemessages

ROOT = Path(__file__).resolve().parents[1]
SUFFIXES = {".py", ".html", ".txt"}
MADE_ANEW = re.compile(r'^"POT-Creation-Date: .*\n', re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The words of an app, or of a part of it, in some languages."""

    app: str
    languages: tuple[str, ...]
    only: tuple[str, ...]
    without: tuple[str, ...]
    also: tuple[str, ...]
    """Of those that ``without`` leaves out."""

    def path(self, language: str) -> Path:
        """Where its words are kept."""
        return ROOT / self.app / "locale" / language / "LC_MESSAGES" / "django.po"

    def files(self) -> Iterator[tuple[str, Path]]:
        """The files whose words it holds, each with its name as in the wheel, where templates stand in their app."""
        for folder, prefix in ((ROOT / self.app, ""), (ROOT / "templates" / self.app, f"templates/{self.app}/")):
            for path in sorted(folder.rglob("*")):
                name = prefix + path.relative_to(folder).as_posix()
                if path.suffix in SUFFIXES and self._holds(name):
                    yield name, path

    def _holds(self, name: str) -> bool:
        return _is_in(name, self.also) or (_is_in(name, self.only) and not _is_in(name, self.without))


def _is_in(name: str, patterns: tuple[str, ...]) -> bool:
    """Whether one of the patterns names a file: a file, or a folder with all that is in it; ``*`` within one folder."""
    return any(re.fullmatch(re.escape(pattern).replace(r"\*", "[^/]*") + "(/.*)?", name) for pattern in patterns)


def read_catalogues() -> list[Catalogue]:
    """Every catalogue there is."""
    tables = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["afterword"]["catalogues"]
    return [
        Catalogue(
            app=table["app"],
            languages=tuple(table["languages"]),
            only=tuple(table.get("only", ["*"])),
            without=tuple(table.get("without", [])),
            also=tuple(table.get("also", [])),
        )
        for table in tables
    ]


class Collect(makemessages.Command):
    """Django's own command, which guesses nothing: what is new stays empty until somebody writes it."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]


def main() -> int:
    """Collect and compile; 1 where gettext is missing."""
    if missing := [name for name in ("xgettext", "msgmerge", "msgfmt") if not shutil.which(name)]:
        sys.stderr.write(f"{', '.join(missing)} not found; install GNU gettext (Debian: apt-get install gettext).\n")
        return 1
    settings.configure()
    django.setup()
    for catalogue in read_catalogues():
        collect(catalogue)
    for app in sorted({catalogue.app for catalogue in read_catalogues()}):
        os.chdir(ROOT / app)
        call_command("compilemessages", verbosity=0)
    return 0


def collect(catalogue: Catalogue) -> None:
    """Bring one catalogue's files up to date, from links to the files that it is made of."""
    for language in catalogue.languages:
        catalogue.path(language).parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for name, path in catalogue.files():
            link = Path(scratch) / name
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(path)
        (Path(scratch) / "locale").symlink_to(ROOT / catalogue.app / "locale")
        os.chdir(scratch)
        call_command(Collect(), locale=list(catalogue.languages), add_location="file", no_obsolete=True, verbosity=0)
        os.chdir(ROOT)
    for language in catalogue.languages:
        path = catalogue.path(language)
        path.write_text(MADE_ANEW.sub("", path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
