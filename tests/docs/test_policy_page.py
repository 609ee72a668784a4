"""The page on the policy says what the code says."""

import re

import pytest

from moderation.models import SanctionKind
from moderation.rules.outcomes import Outcome
from moderation.rules.signals import SIGNALS
from tests.docs.markdown import ROOT

PAGE = (ROOT / "docs" / "reference" / "policy.md").read_text(encoding="utf-8")


def rows(heading):
    """The table under a heading, as cells."""
    text = PAGE.partition(heading)[2].partition("\n## ")[0]
    return [re.split(r" \| ", line.strip("| ")) for line in text.splitlines() if line.startswith("| `")]


def test_every_signal_stands_there_with_its_default_in_its_order():
    told = [(row[0].strip("`"), row[-1].strip("`")) for row in rows("## Signals")]
    assert told == [(code, signal.outcome.value) for code, signal in SIGNALS.items()]


@pytest.mark.parametrize(("heading", "known"), [("# Policy", Outcome), ("## Sanctions", SanctionKind.values)])
def test_every_outcome_and_every_kind_of_sanction_stands_there(heading, known):
    assert [row[0].strip("`") for row in rows(heading)] == list(known)
