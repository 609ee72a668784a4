import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from engagement.models import Follow
from tests.engagement.following import ON, ask, follow, smtp_server
from tests.factories import DiscussionFactory, PublishedCommentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def following(settings, engagement_alone):
    settings.ENGAGEMENT = ON


def run(name, **options):
    out = StringIO()
    call_command(name, stdout=out, **options)
    return out.getvalue()


def test_cron_sends_what_is_due_and_says_how_mails_stand(mailoutbox):
    discussion = DiscussionFactory()
    follow(discussion)
    PublishedCommentFactory(discussion=discussion)
    ask(discussion, "new@example.org")
    assert run("send_notices", status=True) == (
        "0 mails due, 1 questions, 1 comments to tell of, 0 notices refused, 0 cut off.\n"
    )
    assert mailoutbox == []
    assert run("send_notices") == "0 mails due, 0 questions, 0 comments to tell of, 0 notices refused, 0 cut off.\n"
    assert sorted(message.to[0] for message in mailoutbox) == ["fay@example.org", "new@example.org"]


def test_it_fails_while_the_mail_server_is_down(settings):
    ask(DiscussionFactory())
    with smtp_server(settings):
        pass
    with pytest.raises(CommandError, match="Mails are left"):
        run("send_notices")
    assert Follow.objects.get().ask_at is not None


def test_follows_are_erased_by_address_or_account():
    kim = UserFactory(email="kim@example.org")
    follow(DiscussionFactory(), "kim@example.org", user_id=kim.pk)
    follow(DiscussionFactory(), "fay@example.org")
    assert run("erase_follows", email="FAY@example.org") == "1 follows deleted.\n"
    assert run("erase_follows", user=kim.pk) == "1 follows deleted.\n"
    assert Follow.objects.count() == 0


def test_what_waits_for_the_end_of_the_quiet_hours_is_told_and_is_no_failure(settings, mailoutbox):
    settings.TIME_ZONE = "UTC"
    settings.ENGAGEMENT = {**ON, "QUIET_HOURS": (22, 7)}
    with time_machine.travel(dt.datetime(2026, 3, 2, 23, 0, tzinfo=dt.UTC), tick=False):
        discussion = DiscussionFactory()
        follow(discussion)
        PublishedCommentFactory(discussion=discussion)
        assert run("send_notices") == (
            "0 mails due, 1 held back in the quiet hours, 0 questions, 0 comments to tell of, "
            "0 notices refused, 0 cut off.\n"
        )
    assert mailoutbox == []
    with time_machine.travel(dt.datetime(2026, 3, 3, 7, 0, tzinfo=dt.UTC), tick=False):
        run("send_notices")
    assert [message.to for message in mailoutbox] == [["fay@example.org"]]
