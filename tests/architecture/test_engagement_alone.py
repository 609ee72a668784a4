import os
import re
import subprocess
import sys

from tests.architecture.tree import ROOT

PURE = (
    "tests/engagement/prompts",
    "tests/engagement/text",
    "tests/engagement/rest/test_publishers_defaults.py",
)
"""They know no Django, so nothing that is installed can make a difference; the last starts a pytest of its own, with
settings that have no moderation either way.
"""

OF_SCALE = (
    "management/test_sync_prompts.py::test_memory_does_not_grow_with_the_number_of_objects",
    "queries/test_threads.py::test_a_page_costs_the_same_queries_with_ten_comments_and_with_a_thousand",
    "queries/test_threads.py::test_a_reply_chain_two_thousand_deep_is_shown_whole",
    "queries/test_threads.py::test_a_thread_costs_the_same_queries_however_deep_it_is",
    "services/test_visibility.py::test_a_thread_two_thousand_deep_is_taken_back_from_its_end",
)
"""They do with thousands what their neighbours do with a few, on the same lines; a fifth of the whole time. What is
installed changes nothing about that, and the run around this one has them.
"""


def test_engagement_passes_its_tests_with_moderation_not_installed():
    """On SQLite in memory, whatever database this run has: that one is taken."""
    environment = {**os.environ, "DATABASE_URL": ""}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    options = "-q -n 2 -p no:cacheprovider --ds=tests.settings.engagement_only"
    command = [sys.executable, "-m", "pytest", "tests/engagement", *options.split(), "-m", "not browser and not stack"]
    command += [f"--ignore={folder}" for folder in PURE]
    command += [f"--deselect=tests/engagement/{test}" for test in OF_SCALE]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-5000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed is not None, done.stdout[-5000:]
    assert int(passed.group(1)) > 1000
