from datetime import UTC, datetime, timedelta, timezone

import pytest

from demo.akismet_standin.running import running_standin
from moderation.spam.akismet import AkismetChecker
from moderation.spam.base import Submitted

SITE = "https://gazette.example.org/"


@pytest.fixture
def standin():
    with running_standin(key="5eedf00dcafe") as running:
        yield running


@pytest.fixture
def checker(standin):
    return AkismetChecker(standin.key, SITE, api_url=standin.url)


@pytest.fixture
def make_submitted():
    """Builds what is asked about, with as little as there can be unless told otherwise."""

    def make(**values):
        least = {
            "ip": "203.0.113.9",
            "body": "A second bridge, please.",
            "created_at": datetime(2026, 5, 4, tzinfo=UTC),
        }
        return Submitted(**{**least, **values})

    return make


@pytest.fixture
def everything(make_submitted):
    return make_submitted(
        ip="2001:db8::9",
        body="Zwei Brücken & <b>mehr</b>\nplus 50 % 🌉",
        created_at=datetime(2026, 5, 4, 14, 30, 15, 123456, tzinfo=timezone(timedelta(hours=2))),
        kind="reply",
        user_agent="Mozilla/5.0 (X11)",
        referrer="https://search.example/?q=bridge",
        permalink="https://gazette.example.org/articles/bridge/",
        author_name="Ada Müller",
        author_email="ada@example.org",
        author_url="https://ada.example/",
        article_modified_at=datetime(2026, 5, 3, 8, 0, tzinfo=UTC),
        language="de",
        charset="UTF-8",
        user_role="administrator",
        honeypot_name="contact_by_fax",
        honeypot_value="",
        context=("Local", "bridges, roads"),
        parent_id="41",
        recheck_reason="edit",
        is_test=True,
        extra={"HTTP_ACCEPT_LANGUAGE": "de, en;q=0.5"},
    )
