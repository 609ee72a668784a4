import os

import pytest

from demo.supervisor.exceptions import DemoError
from demo.supervisor.lock import hold_lock


def test_a_second_demo_on_the_same_state_is_refused(tmp_path):
    with hold_lock(tmp_path), pytest.raises(DemoError) as caught, hold_lock(tmp_path):
        pytest.fail("both have it")

    assert str(caught.value) == (
        f"another demo (process {os.getpid()}) runs on {tmp_path}; stop it, or set AFTERWORD_VAR to another place."
    )


def test_a_lock_left_behind_is_no_lock(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "lock").write_text("1\n")

    with hold_lock(tmp_path):
        assert (tmp_path / "run" / "lock").read_text() == f"{os.getpid()}\n"
    with hold_lock(tmp_path):
        pass


def test_a_state_directory_that_cannot_be_written_is_one_line(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(DemoError, match=r"file cannot be written: Not a directory\.$"), hold_lock(tmp_path / "file"):
        pytest.fail("it has the lock")
