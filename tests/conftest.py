"""What holds for the whole suite."""

import logging

import pytest
from django.utils import translation

from tests.chromium import find_chromium
from tests.memory import forget_everything
from tests.programs import is_ci
from tests.stack import demo_stack

__all__ = ["demo_stack"]

NO_CHROMIUM = "Chromium was not found"


@pytest.fixture(autouse=True)
def level_ground():
    """Begin in the default language, with quiet logs, and with nothing kept in memory of another test's rows.

    Playwright runs tests in contexts of its own, where what a block has set may outlive the block.
    """
    translation.deactivate()
    forget_everything()
    logging.getLogger().setLevel(logging.WARNING)


def pytest_collection_modifyitems(items):
    """Skip what needs a browser where there is none; in CI it runs, and fails."""
    if find_chromium() or is_ci():
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


def pytest_terminal_summary(terminalreporter):
    """Say loudly what was not tried."""
    skipped = [report for report in terminalreporter.getreports("skipped") if "browser" in report.keywords]
    if not skipped or find_chromium():
        return
    terminalreporter.section("NO BROWSER TEST WAS RUN", sep="!", red=True, bold=True)
    terminalreporter.write_line(f"{NO_CHROMIUM}: {len(skipped)} tests that need it were SKIPPED.", red=True, bold=True)
    terminalreporter.write_line("On Debian: apt-get install chromium. With CI=true they fail instead.")
