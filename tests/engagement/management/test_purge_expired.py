import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from engagement.models import PostingPace, SentText, Submission
from tests.factories import CommentFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 12, 0, 0, tzinfo=dt.UTC)


def purge():
    out = StringIO()
    call_command("purge_expired", stdout=out)
    return out.getvalue()


def test_what_has_expired_is_deleted_and_counted():
    with time_machine.travel(NOON, tick=False) as clock:
        CommentFactory()
        assert purge() == "0 rows deleted.\n"
        clock.shift(dt.timedelta(hours=1))
        assert purge() == "5 rows deleted.\n"
        assert (Submission.objects.count(), PostingPace.objects.count(), SentText.objects.count()) == (1, 0, 1)
        clock.shift(dt.timedelta(hours=23))
        assert purge() == "1 rows deleted.\n"
        assert SentText.objects.count() == 0
        clock.shift(dt.timedelta(days=60))
        assert purge() == "1 rows deleted.\n"
        assert Submission.objects.count() == 0
