from io import StringIO

import pytest
from django.core.management.base import OutputWrapper

from moderation.management import progress
from moderation.management.progress import Progress


class Terminal(StringIO):
    """A stream that says of itself that somebody looks at it."""

    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is told to go on."""
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_a_terminal_gets_a_bar_that_is_written_over(clock):
    out = Terminal()
    shown = Progress(OutputWrapper(out), total=1200, what="Marked")
    shown.show(0)
    clock[0] += 0.06
    shown.show(300)
    clock[0] += 0.06
    shown.show(600)
    shown.finish(1200)
    assert out.getvalue().split("\r")[1:] == [
        f"Marked [{'.' * 30}] 0 of 1,200",
        f"Marked [{'#' * 15}{'.' * 15}] 600 of 1,200",
        f"Marked [{'#' * 30}] 1,200 of 1,200\n",
    ]


def test_elsewhere_there_is_a_line_now_and_then(clock):
    out = StringIO()
    shown = Progress(OutputWrapper(out), total=3, what="Checked")
    shown.show(0)
    clock[0] += 9
    shown.show(1)
    clock[0] += 1
    shown.show(2)
    shown.finish(3)
    assert out.getvalue() == "Checked: 0 of 3\nChecked: 2 of 3\nChecked: 3 of 3\n"


def test_the_end_is_told_once(clock):
    out = StringIO()
    shown = Progress(OutputWrapper(out), total=2, what="Checked")
    shown.show(2)
    shown.finish(2)
    assert out.getvalue() == "Checked: 2 of 2\n"


def test_nothing_to_do_is_done(clock):
    out = Terminal()
    Progress(OutputWrapper(out), total=0, what="Marked").finish(0)
    assert out.getvalue() == f"\rMarked [{'#' * 30}] 0 of 0\n"
