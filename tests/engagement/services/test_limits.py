import datetime as dt

import pytest
import time_machine
from django.db import transaction

from engagement.exceptions import PostingTooFast
from engagement.models import PostingPace
from engagement.services.limits import count_act, name_author, name_sender


@pytest.mark.parametrize(
    ("user_id", "ip", "sender"),
    [
        pytest.param(7, "203.0.113.9", "user:7", id="an account, wherever it is"),
        pytest.param(None, "203.0.113.9", "ip:203.0.113.9", id="an IPv4 address"),
        pytest.param(None, "::ffff:203.0.113.9", "ip:203.0.113.9", id="the same, written as IPv6"),
        pytest.param(None, "2001:db8:1:2::9", "ip:2001:db8:1:2::/64", id="an IPv6 network"),
        pytest.param(None, "2001:db8:1:2:ffff::1", "ip:2001:db8:1:2::/64", id="another address of that network"),
        pytest.param(None, "2001:db8:1:3::9", "ip:2001:db8:1:3::/64", id="another network"),
        pytest.param(None, None, "ip:-", id="no address at all"),
    ],
)
def test_the_limits_count_as_one_who_can_change_addresses_at_will(user_id, ip, sender):
    assert name_sender(user_id=user_id, ip=ip) == sender


@pytest.mark.parametrize(
    ("user_id", "email", "author"),
    [
        pytest.param(7, "ada@example.org", "user:7", id="an account, whatever its address"),
        pytest.param(None, " Ada@Example.ORG ", "email:ada@example.org", id="an e-mail address, however written"),
        pytest.param(None, "", "", id="a guest without one is nobody in particular"),
    ],
)
def test_an_author_is_the_same_wherever_they_write_from(user_id, email, author):
    assert name_author(user_id=user_id, email=email) == author


@pytest.mark.django_db
@time_machine.travel("2026-05-04T12:00:20Z", tick=False)
def test_a_refusal_waits_for_the_last_of_the_full_windows_and_counts_in_none():
    def count():
        with transaction.atomic():
            count_act(act="look", ip="198.51.100.7", limits=[(3, 60), (2, 600), (2, 900)])

    def counts():
        return list(PostingPace.objects.order_by("seconds").values_list("seconds", "count"))

    count()
    count()
    assert counts() == [(60, 2), (600, 2), (900, 2)]
    with pytest.raises(PostingTooFast) as caught:
        count()
    assert caught.value.retry_after == 880
    assert counts() == [(60, 2), (600, 2), (900, 2)]
    expected = [dt.datetime(2026, 5, 4, 12, minutes, 20, tzinfo=dt.UTC) for minutes in (1, 10, 15)]
    assert list(PostingPace.objects.order_by("seconds").values_list("expires_at", flat=True)) == expected
