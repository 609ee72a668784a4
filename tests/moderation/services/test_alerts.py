import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from moderation.models import Alert
from moderation.services.alerts import keep_alert

SAID = {"alert_code": "10501", "alert_msg": "Over the limit.", "server": "stand-in"}


@pytest.mark.django_db
def test_an_alert_is_kept_with_its_words():
    keep_alert(checker="akismet", detail=SAID)
    alert = Alert.objects.get()
    assert (alert.checker, alert.code, alert.message, alert.times) == ("akismet", "10501", "Over the limit.", 1)
    assert alert.first_at == alert.latest_at


@pytest.mark.parametrize("detail", [{}, {"server": "stand-in"}, {"alert_code": ""}, {"alert_msg": "Words alone."}])
def test_what_is_no_alert_costs_no_query(detail):
    # Without the mark for it, any query is an error.
    keep_alert(checker="akismet", detail=detail)


@pytest.mark.django_db
def test_the_same_alert_within_a_minute_is_read_and_not_written():
    keep_alert(checker="akismet", detail=SAID)
    before = Alert.objects.values().get()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for _ in range(3):
            keep_alert(checker="akismet", detail=SAID)
    assert [query["sql"].split()[0] for query in queries.captured_queries] == ["SELECT"] * 3
    assert Alert.objects.values().get() == before


@pytest.mark.django_db
def test_an_alert_that_lasts_is_counted_once_a_minute():
    keep_alert(checker="akismet", detail=SAID)
    earlier = timezone.now() - dt.timedelta(minutes=2)
    Alert.objects.update(first_at=earlier, latest_at=earlier)
    for _ in range(2):
        keep_alert(checker="akismet", detail=SAID)
    alert = Alert.objects.get()
    assert (alert.times, alert.first_at) == (2, earlier)
    assert alert.latest_at > earlier


@pytest.mark.django_db
def test_an_alert_in_other_words_is_written_at_once():
    keep_alert(checker="akismet", detail=SAID)
    keep_alert(checker="akismet", detail={**SAID, "alert_msg": "Far over the limit."})
    assert list(Alert.objects.values_list("message", "times")) == [("Far over the limit.", 2)]


@pytest.mark.django_db
def test_each_code_and_each_checker_has_a_row_of_its_own():
    for checker, code in [("akismet", "10501"), ("akismet", "10402"), ("dummy", "10501")]:
        keep_alert(checker=checker, detail={"alert_code": code})
    assert Alert.objects.count() == 3


@pytest.mark.django_db
def test_an_alert_too_long_is_cut():
    keep_alert(checker="akismet", detail={"alert_code": "9" * 30, "alert_msg": "x" * 600})
    keep_alert(checker="akismet", detail={"alert_code": "9" * 30, "alert_msg": "x" * 600})
    alert = Alert.objects.get()
    assert (len(alert.code), len(alert.message), alert.times) == (20, 500, 1)


def test_of_many_who_hear_it_at_once_one_writes_it(race):
    def keep():
        keep_alert(checker="akismet", detail=SAID)

    race(*[keep] * 8)
    assert list(Alert.objects.values_list("code", "times")) == [("10501", 1)]
    Alert.objects.update(latest_at=timezone.now() - dt.timedelta(minutes=2))
    race(*[keep] * 8)
    assert list(Alert.objects.values_list("code", "times")) == [("10501", 2)]
