"""The examples that sign a page, run as they stand: what they print opens a discussion."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from engagement.api import Discussion, open_signed_discussion
from engagement.services.publisher_tokens import create_publisher_token
from tests.programs import need

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "elsewhere.md").read_text()
RUN = {"python": [sys.executable, "-c"], "javascript": ["node", "-e"], "php": ["php", "-r"]}


@pytest.mark.django_db
@pytest.mark.parametrize("language", RUN)
def test_what_the_example_signs_opens_a_discussion(language):
    need(RUN[language][0])
    (example,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    made = create_publisher_token(name="cms")
    given = {"NUMBER": made.kid, "SIGNING_KEY": made.signing_key, "$number": made.kid, "$signingKey": made.signing_key}
    call = example.rindex("sign(")
    for name, value in given.items():
        tail = re.sub(rf"{re.escape(name)}(?=, )", f'"{value}"', example[call:], count=1)
        example = example[:call] + tail
    printed = subprocess.run([*RUN[language], example], capture_output=True, text=True, check=True, timeout=60).stdout
    assert open_signed_discussion(signed=printed.strip(), ip=None).created
    discussion = Discussion.objects.get()
    assert (discussion.key, discussion.title, discussion.authors) == ("paper:bridge", "The bridge", ["Ada Byron"])
