import pickle
import socket
import time

import pytest

from moderation.exceptions import ModerationError, SpamCheckMisconfigured, SpamCheckUnavailable
from moderation.spam.akismet import AkismetChecker
from tests.moderation.spam.conftest import SITE

CALLS = {
    "check": lambda checker, submitted: checker.check(submitted),
    "report_spam": lambda checker, submitted: checker.report_spam(submitted, reporter="mara", said="ham"),
    "report_ham": lambda checker, submitted: checker.report_ham(submitted, reporter="mara", said="spam"),
}


@pytest.fixture(params=CALLS)
def call(request):
    return CALLS[request.param]


@pytest.mark.parametrize(
    ("author", "message"),
    [
        ("akismet-guaranteed-500", "Akismet answered with HTTP status 500."),
        ("akismet-guaranteed-503", "Akismet answered with HTTP status 503."),
        ("akismet-guaranteed-garbage", "Akismet gave an unexpected answer."),
        ("akismet-guaranteed-empty", "Akismet gave an unexpected answer."),
        ("akismet-guaranteed-truncated", "Akismet could not be asked (RemoteProtocolError)."),
        ("akismet-guaranteed-hangup", "Akismet could not be asked (RemoteProtocolError)."),
    ],
)
def test_a_broken_answer_is_no_answer(standin, checker, make_submitted, call, author, message):
    with pytest.raises(SpamCheckUnavailable) as caught:
        call(checker, make_submitted(author_name=author))
    assert str(caught.value) == message
    assert caught.value.retry_after is None
    assert len(standin.requests()) == 1


@pytest.mark.parametrize(
    ("author", "least", "most"), [("akismet-guaranteed-429", 30, 30), ("akismet-guaranteed-429-date", 85, 90)]
)
def test_a_limit_says_how_long_to_wait(checker, make_submitted, call, author, least, most):
    with pytest.raises(SpamCheckUnavailable) as caught:
        call(checker, make_submitted(author_name=author))
    assert str(caught.value) == "Akismet answered with HTTP status 429."
    assert least <= caught.value.retry_after <= most


def test_a_verdict_with_a_newline_is_unexpected(checker, make_submitted):
    with pytest.raises(SpamCheckUnavailable, match="unexpected"):
        checker.check(make_submitted(author_name="akismet-guaranteed-newline"))


def test_an_error_beside_false_is_no_verdict(checker, make_submitted):
    with pytest.raises(SpamCheckUnavailable) as caught:
        checker.check(make_submitted(author_name="akismet-guaranteed-error"))
    assert str(caught.value) == (
        "Akismet reports an error: suspended, 10402, Your subscription is suspended for non-payment."
    )


def test_an_answer_of_invalid_is_a_matter_of_settings(checker, make_submitted, call):
    with pytest.raises(SpamCheckMisconfigured) as caught:
        call(checker, make_submitted(author_name="akismet-guaranteed-invalid"))
    assert str(caught.value) == ("Akismet calls key, site or request invalid: Asked for by a trigger of the stand-in")


def test_a_wrong_key_is_a_matter_of_settings(standin, make_submitted, call):
    wrong = AkismetChecker("deadbeef0000", SITE, api_url=standin.url)
    with pytest.raises(SpamCheckMisconfigured, match="another key"):
        call(wrong, make_submitted())
    assert standin.requests()[0].key == "wrong"


def test_a_late_answer_is_given_up_in_time(standin, make_submitted, call):
    hasty = AkismetChecker(standin.key, SITE, api_url=standin.url, timeout=0.2, connect_timeout=0.2)
    started = time.monotonic()
    with pytest.raises(SpamCheckUnavailable, match=r"^Akismet did not answer in time\.$"):
        call(hasty, make_submitted(author_name="akismet-guaranteed-slow"))
    assert 0.2 <= time.monotonic() - started < 4


def test_an_answer_that_trickles_in_is_given_up_in_time(standin, make_submitted):
    hasty = AkismetChecker(standin.key, SITE, api_url=standin.url, timeout=0.6, connect_timeout=0.2)
    started = time.monotonic()
    with pytest.raises(SpamCheckUnavailable, match=r"^Akismet did not answer in time\.$"):
        hasty.check(make_submitted(author_name="akismet-guaranteed-trickle"))
    assert 0.8 <= time.monotonic() - started < 5


def test_the_time_outs_are_ours_and_not_the_packages_one_second(standin, checker, make_submitted):
    standin.set_mode("slow", 1.2)
    assert checker.check(make_submitted()).duration_ms >= 1200


def test_a_service_that_is_not_there_is_unavailable(make_submitted, call):
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    lonely = AkismetChecker("5eedf00dcafe", SITE, api_url=f"http://127.0.0.1:{port}")
    with pytest.raises(SpamCheckUnavailable, match=r"^Akismet could not be asked \(ConnectError\)\.$"):
        call(lonely, make_submitted())


def test_a_service_that_is_down_is_asked_again_with_success(standin, checker, make_submitted):
    standin.set_mode("down")
    with pytest.raises(SpamCheckUnavailable, match="503"):
        checker.check(make_submitted())
    with pytest.raises(SpamCheckUnavailable, match="503"):
        checker.verify()
    standin.set_mode("normal")
    assert checker.verify() is True
    assert checker.check(make_submitted()).verdict == "ham"


def test_a_page_that_is_not_there_is_unavailable_and_tells_the_status(standin, make_submitted):
    lost = AkismetChecker(standin.key, SITE, api_url=f"{standin.url}elsewhere/")
    with pytest.raises(SpamCheckUnavailable, match="404"):
        lost.check(make_submitted())
    assert standin.requests()[0].path == "/elsewhere/1.1/comment-check"


def test_an_error_survives_the_way_between_processes():
    error = SpamCheckUnavailable("Akismet answered with HTTP status 429.", retry_after=30.0)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (type(again), str(again), again.retry_after) == (SpamCheckUnavailable, str(error), 30.0)
    assert issubclass(SpamCheckUnavailable, ModerationError)
    assert issubclass(SpamCheckMisconfigured, ModerationError)
