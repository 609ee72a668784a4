"""What is built once for all tests of the documentation."""

import subprocess
import sys

import pytest

from demo.akismet_standin.running import running_standin
from tests.docs.markdown import ROOT, read_blocks
from tests.docs.newsroom import Newsroom, add_article


@pytest.fixture(scope="session")
def packages(tmp_path_factory):
    """A directory with what would be published: the source distribution, and the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="session")
def wheel(packages):
    """The wheel."""
    (found,) = packages.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def sdist(packages):
    """The source distribution."""
    (found,) = packages.glob("*.tar.gz")
    return found


@pytest.fixture(scope="session")
def standin():
    """Something on this machine that answers as Akismet does."""
    with running_standin() as running:
        yield running


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory, wheel, standin):
    """The project after the last line of the README's quickstart, with the article that it tells to add."""
    room = Newsroom(tmp_path_factory.mktemp("newsroom"), wheel=wheel)
    blocks = read_blocks(ROOT / "README.md", section="Add it to your site")
    room.follow(blocks, replacing={'"your-akismet-key"': f'"{standin.key}", "api_url": "{standin.url}"'})
    with room.serving() as url:
        add_article(url)
    return room


@pytest.fixture(scope="session")
def site(newsroom):
    """The address of the project's own server."""
    with newsroom.serving() as url:
        yield url
