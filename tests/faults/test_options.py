import os
import subprocess

import pytest

from faults.options import parse_options
from tests.docs.markdown import ROOT


def test_without_arguments_both_stacks_get_two_thousand_comments():
    options = parse_options([])
    assert (options.stacks, options.comments, options.keep) == (("postgres", "sqlite"), 2000, None)


def test_one_stack_may_be_asked_for():
    assert parse_options(["sqlite", "--seed", "7"]).stacks == ("sqlite",)


@pytest.mark.parametrize("arguments", [["oracle"], ["--comments", "0"], ["--seconds", "0"], ["--patience", "-1"]])
def test_what_makes_no_sense_is_refused(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        parse_options(arguments)
    assert ended.value.code == 2
    assert "usage: python -m faults" in capsys.readouterr().err


def test_make_faults_runs_the_harness():
    variables = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(
        ["make", "--dry-run", "faults", "ARGS=sqlite"],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "exec .venv/bin/python -m faults sqlite"
