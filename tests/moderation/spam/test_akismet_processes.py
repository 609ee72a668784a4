import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from moderation.exceptions import SpamCheckUnavailable
from moderation.spam.akismet import AkismetChecker
from moderation.spam.base import Verdict
from tests.moderation.spam.conftest import SITE

FORKING = """
import os, sys
from datetime import datetime, UTC
from moderation.spam.akismet import AkismetChecker
from moderation.spam.base import Submitted

def check(who):
    submitted = Submitted(ip="203.0.113.9", body=who, created_at=datetime.now(UTC))
    return checker.check(submitted).verdict == "ham"

checker = AkismetChecker(sys.argv[1], "https://gazette.example.org/", api_url=sys.argv[2])
good = check("parent before") and check("parent again")
children = []
for number in range(2):
    child = os.fork()
    if child == 0:
        well = check(f"child {number}") and check(f"child {number}")
        del checker
        os._exit(0 if well else 1)
    children.append(child)
good = all([os.waitpid(child, 0)[1] == 0 for child in children]) and good
good = check("parent after") and good
sys.exit(0 if good else 1)
"""


def test_a_forked_process_opens_connections_of_its_own(standin):
    done = subprocess.run(
        [sys.executable, "-c", FORKING, standin.key, standin.url],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert (done.returncode, done.stderr) == (0, "")
    connections = {}
    for entry in standin.checks():
        connections.setdefault(entry.fields["comment_content"][0], set()).add(entry.connection)
    assert {who: len(numbers) for who, numbers in connections.items()} == {
        "parent before": 1,
        "parent again": 1,
        "parent after": 1,
        "child 0": 1,
        "child 1": 1,
    }
    parent = connections["parent before"] | connections["parent again"] | connections["parent after"]
    assert len(parent) == 1
    assert len(parent | connections["child 0"] | connections["child 1"]) == 3


AUTHORS = {
    "Ada": Verdict.HAM,
    "akismet-guaranteed-spam": Verdict.SPAM,
    "akismet-guaranteed-discard": Verdict.DISCARD,
    "akismet-guaranteed-recheck": Verdict.HAM,
    "akismet-guaranteed-500": None,
}


def test_threads_never_hear_each_others_answers(standin, checker, make_submitted):
    together = Barrier(8)

    def ask(number):
        author = list(AUTHORS)[number % len(AUTHORS)]
        submitted = make_submitted(author_name=author, parent_id=str(number), context=(f"c{number}",))
        if number < 8:
            together.wait()
        try:
            return checker.check(submitted)
        except SpamCheckUnavailable:
            return None

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(200)))
    for number, answer in enumerate(answers):
        author = list(AUTHORS)[number % len(AUTHORS)]
        assert (answer.verdict if answer else None) == AUTHORS[author]
        assert (answer.recheck_after if answer else None) == (120.0 if author.endswith("recheck") else None)
    assert len({answer.guid for answer in answers if answer}) == 160
    sent = [(entry.fields["comment_parent"], entry.fields["comment_context[]"]) for entry in standin.checks()]
    assert sorted(sent) == sorted(([str(number)], [f"c{number}"]) for number in range(200))


def test_connections_end_with_the_checker(standin, make_submitted):
    checker = AkismetChecker(standin.key, SITE, api_url=standin.url)
    checker.check(make_submitted())
    connection = next(iter(checker._lines.values())).http
    assert not connection.is_closed
    del checker
    assert connection.is_closed
