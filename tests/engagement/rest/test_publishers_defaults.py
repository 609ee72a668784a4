import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
SETTINGS = "tests.engagement.rest.hostile_settings"
MODULES = [
    "test_caching.py",
    "test_operations.py",
    "test_posting.py",
    "test_problems.py",
    "test_status.py",
]


def test_the_api_answers_the_same_whatever_the_publisher_set_for_other_apis():
    """In a process of its own, because REST framework reads most of its settings when it is imported."""
    environment = {
        name: value for name, value in os.environ.items() if name != "DATABASE_URL" and not name.startswith("PYTEST")
    }
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--ds={SETTINGS}"]
    done = subprocess.run(
        [*command, *(str(HERE / module) for module in MODULES)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout
    assert "skipped" not in done.stdout
