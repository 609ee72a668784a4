"""What would be published has all that the apps need, and nothing else."""

import subprocess
import sys
import tarfile
import zipfile
from email import message_from_bytes

import pytest

from tests.docs.markdown import ROOT


@pytest.fixture(scope="module")
def archive(wheel):
    """The wheel, opened."""
    with zipfile.ZipFile(wheel) as opened:
        yield opened


def test_nothing_is_missing_and_nothing_is_too_much(packages):
    command = [sys.executable, str(ROOT / ".ci" / "check_packages.py"), str(packages)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_the_wheel_installs_the_two_apps_alone(archive):
    tops = {name.split("/")[0] for name in archive.namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"engagement", "moderation"}


@pytest.mark.parametrize(
    "name",
    [
        "engagement/templates/engagement/section.html",
        "engagement/templates/engagement/elements/field.html",
        "moderation/templates/moderation/queue.html",
        "moderation/templates/moderation/spam/akismet_notice.html",
        "engagement/static/engagement/afterword.css",
        "engagement/static/engagement/afterword.js",
        "engagement/static/engagement/respect.js",
        "engagement/static/engagement/embed.js",
        "engagement/static/engagement/count.js",
        "engagement/prompts/cues/en.toml",
        "engagement/prompts/style_cues/fr.toml",
        "engagement/prompts/advice_cues/es.toml",
        "engagement/migrations/0001_initial.py",
        "moderation/migrations/0001_initial.py",
        "engagement/management/commands/extract_prompt.py",
        "engagement/py.typed",
        "moderation/py.typed",
    ],
)
def test_the_wheel_has(archive, name):
    assert name in archive.namelist()


def test_every_translation_is_in_the_wheel_as_django_reads_it(archive):
    sources = [path for app in ("engagement", "moderation") for path in (ROOT / app).glob("locale/*/LC_MESSAGES/*.po")]

    wanted = {path.with_suffix(".mo").relative_to(ROOT).as_posix() for path in sources}
    assert wanted - set(archive.namelist()) == set()


def test_the_licence_goes_along(archive):
    (licence,) = [name for name in archive.namelist() if name.endswith("/LICENSE")]

    assert archive.read(licence) == (ROOT / "LICENSE").read_bytes()


def test_the_metadata_say_what_it_is_and_what_it_needs(archive):
    (name,) = [name for name in archive.namelist() if name.endswith("/METADATA")]
    metadata = message_from_bytes(archive.read(name))

    assert metadata["Name"] == "django-afterword"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "BSD-3-Clause"
    assert "django>=5.2" in {need.lower() for need in metadata.get_all("Requires-Dist")}
    assert metadata.get_payload().startswith("# Afterword")


def test_no_requirement_is_pinned_in_the_wheel(archive):
    (name,) = [name for name in archive.namelist() if name.endswith("/METADATA")]
    needs = message_from_bytes(archive.read(name)).get_all("Requires-Dist")

    versions = [need.partition(";")[0] for need in needs]
    assert [version for version in versions if "==" in version or "<" in version] == []


def test_the_source_distribution_has_neither_demo_nor_tests(sdist):
    with tarfile.open(sdist) as archive:
        tops = {name.split("/")[1] for name in archive.getnames()}

    assert {top for top in tops if not top.startswith(".")} == {
        *("engagement", "moderation", "templates"),
        *("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "PKG-INFO"),
    }
