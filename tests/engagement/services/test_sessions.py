import datetime as dt
import string
import time
from functools import partial

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.utils import timezone

from engagement.exceptions import SessionEnded, SignInRefused
from engagement.models import ExternalIdentity, UsedToken
from engagement.services.erasure import delete_expired
from engagement.services.sessions import SignedIn, end_sessions, read_session, sign_in
from tests.sso import sso, token

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def single_sign_on(settings):
    settings.ENGAGEMENT = {"SSO": sso()}


def kinds(outcomes):
    return sorted(type(outcome).__name__ for outcome in outcomes)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_the_same_token_at_once_one_is_let_in(race):
    given = token()
    outcomes = race(*[partial(sign_in, token=given)] * 4)
    assert kinds(outcomes) == ["SignInRefused", "SignInRefused", "SignInRefused", "SignedIn"]
    assert {outcome.code for outcome in outcomes if isinstance(outcome, SignInRefused)} == {"used"}
    assert (UsedToken.objects.count(), get_user_model().objects.count()) == (1, 1)


def test_a_token_that_is_written_otherwise_is_the_same_token():
    """The last letter of a signature of 32 bytes has two bits to spare: four spellings, one token."""
    given = token()
    sign_in(token=given)
    letters = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    place = letters.index(given[-1])
    spellings = {given[:-1] + letters[place - place % 4 + spare] for spare in range(4)}
    assert len(spellings) == 4
    for spelling in spellings:
        with pytest.raises(SignInRefused) as refused:
            sign_in(token=spelling)
        assert refused.value.code in {"used", "token"}
    assert UsedToken.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_reader_who_comes_twice_at_once_gets_one_account(race):
    outcomes = race(*[partial(sign_in, token=token(jti=str(number))) for number in range(4)])
    assert kinds(outcomes) == ["SignedIn"] * 4
    assert (ExternalIdentity.objects.count(), get_user_model().objects.count()) == (1, 1)
    assert len({read_session(outcome.session).account.pk for outcome in outcomes}) == 1


def test_two_who_look_the_same_are_two():
    for subject in ("ﬁ", "fi", "FI", "fi ", "f\u0131"):
        sign_in(token=token(sub=subject))
    assert ExternalIdentity.objects.count() == 5


def test_what_a_session_was_exchanged_for_does_not_show():
    signed_in = sign_in(token=token(name="Adelheid"))
    assert isinstance(signed_in, SignedIn)
    assert signed_in.session not in repr(signed_in)
    assert "Adelheid" not in repr(signed_in) + repr(read_session(signed_in.session))


def test_ending_sessions_says_how_many_readers_that_were():
    session = sign_in(token=token()).session
    account = ExternalIdentity.objects.get().account_id
    assert end_sessions(account_id=account) == 1
    with pytest.raises(SessionEnded):
        read_session(session)
    assert end_sessions(account_id=account + 1) == 0


def test_a_used_token_is_remembered_as_long_as_it_could_be_good():
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), tick=False) as clock:
        given = token(exp=int(time.time()) + 300)
        sign_in(token=given)
        clock.shift(330)
        delete_expired()
        assert UsedToken.objects.count() == 1
        with pytest.raises(SignInRefused) as refused:
            sign_in(token=given)
        assert refused.value.code == "time"
        clock.shift(1)
        assert delete_expired() == 1
        assert UsedToken.objects.count() == 0


def test_who_does_not_come_any_more_is_forgotten_and_stays_the_same_reader():
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), tick=False) as clock:
        sign_in(token=token(email="ada@example.org"))
        clock.shift(dt.timedelta(days=364))
        sign_in(token=token(sub="4712", name="Brit"))
        delete_expired()
        clock.shift(dt.timedelta(days=1))
        # The other one's token, and what was known of the first.
        assert delete_expired() == 2
        known = ExternalIdentity.objects.order_by("subject").values_list("subject", "name", "email")
        assert list(known) == [("4711", "", ""), ("4712", "Brit", "")]
        assert delete_expired(now=timezone.now()) == 0
        assert sign_in(token=token()).name == "Ada"
        assert get_user_model().objects.count() == 2
