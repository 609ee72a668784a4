"""What the tests of measuring share: it is on, and nothing is written before a test says so."""

import pytest

from engagement.models import PromptTally
from engagement.services import measuring
from tests.factories import DiscussionFactory


@pytest.fixture(autouse=True)
def measured(settings, monkeypatch, engagement_alone):
    """Measuring is on, in a process that has counted nothing; no thread writes what a test is about to look at."""
    settings.ENGAGEMENT = {"MEASURE": True}
    measuring.forget_counts()
    monkeypatch.setattr(measuring._later, "ask", lambda **_how: None)
    yield
    measuring.forget_counts()


@pytest.fixture
def discussion(db):
    return DiscussionFactory()


@pytest.fixture
def wording(discussion):
    return discussion.prompt.proposal


def tallied():
    """What is in the database: wording, kind and number, whatever the day."""
    return sorted(PromptTally.objects.values_list("wording_id", "kind", "count"))
