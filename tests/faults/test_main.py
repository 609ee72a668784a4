import pytest

from faults import __main__ as harness
from faults.exceptions import HarnessError
from faults.judging import Count
from faults.table import make_table
from tests.faults.runs import make_run


def say(text):
    raise HarnessError(text)


def test_a_run_in_which_all_went_well_ends_with_0(monkeypatch, capsys):
    monkeypatch.setattr(harness, "run", lambda *_: make_run())
    assert harness.main(["sqlite"]) == 0
    assert "counts are right" in capsys.readouterr().out


def test_one_wrong_count_ends_with_1_and_is_named(monkeypatch, capsys):
    run = make_run()
    run.accepted.pop("faults-000003")
    monkeypatch.setattr(harness, "run", lambda *_: run)
    assert harness.main(["all"]) == 1
    out = capsys.readouterr().out
    assert "postgres: 2 of" in out
    assert "WRONG" in out
    assert "faults-000003" in out


def test_a_harness_that_cannot_work_ends_with_2_and_says_why(monkeypatch, capsys):
    monkeypatch.setattr(harness, "run", lambda *_: say("redis-server is not installed"))
    assert harness.main(["postgres"]) == 2
    assert "postgres: the harness failed: redis-server is not installed" in capsys.readouterr().out


def test_whoever_asks_it_to_end_gets_no_second_stack(monkeypatch, capsys):
    asked = []

    def end(name, *_):
        asked.append(name)
        raise KeyboardInterrupt

    monkeypatch.setattr(harness, "run", end)
    assert harness.main(["all"]) == 130
    assert asked == ["postgres"]


@pytest.mark.parametrize(
    ("count", "line"),
    [
        (Count(what="kept", expected=3, found=3), "kept         3         3"),
        (Count(what="kept", expected=3, found=2), "kept         3         2  WRONG"),
    ],
)
def test_a_wrong_count_is_marked(count, line):
    assert list(make_table([count]))[1].replace("  ", " ").split() == line.split()


def test_only_the_first_names_are_told():
    count = Count(what="kept", expected=9, found=0, wrong=tuple("abcdefg"))
    assert list(make_table([count]))[-1] == "    a, b, c, d, e and 2 more"
