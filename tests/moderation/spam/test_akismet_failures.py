import pickle
import socket
import time

import akismet
import pytest

from moderation.exceptions import ModerationError, SpamCheckMisconfigured, SpamCheckUnavailable
from moderation.models import FailureKind
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
    ("author", "kind", "message"),
    [
        ("akismet-guaranteed-500", "server", "Akismet answered with HTTP status 500."),
        ("akismet-guaranteed-503", "server", "Akismet answered with HTTP status 503."),
        ("akismet-guaranteed-403", "unexpected", "Akismet answered with HTTP status 403."),
        ("akismet-guaranteed-redirect", "unexpected", "Akismet answered with HTTP status 302."),
        ("akismet-guaranteed-garbage", "unexpected", "Akismet gave an unexpected answer."),
        ("akismet-guaranteed-empty", "unexpected", "Akismet gave an unexpected answer."),
        (
            "akismet-guaranteed-debug-help",
            "unexpected",
            'Akismet gave an unexpected answer: Empty "comment_content" value',
        ),
        ("akismet-guaranteed-truncated", "unexpected", "Akismet could not be asked (RemoteProtocolError)."),
        ("akismet-guaranteed-hangup", "connection", "Akismet could not be asked (RemoteProtocolError)."),
    ],
)
def test_a_broken_answer_is_no_answer(standin, checker, make_submitted, call, author, kind, message):
    with pytest.raises(SpamCheckUnavailable) as caught:
        call(checker, make_submitted(author_name=author))
    assert (str(caught.value), caught.value.kind) == (message, kind)
    assert caught.value.kind in FailureKind.values
    assert caught.value.retry_after is None
    assert len(standin.requests()) == 1


@pytest.mark.parametrize(
    ("author", "status", "kind", "least", "most"),
    [
        ("akismet-guaranteed-429", 429, "throttled", 30, 30),
        ("akismet-guaranteed-429-date", 429, "throttled", 85, 90),
        ("akismet-guaranteed-503-wait", 503, "server", 45, 45),
    ],
)
def test_a_limit_says_how_long_to_wait(checker, make_submitted, call, author, status, kind, least, most):
    with pytest.raises(SpamCheckUnavailable) as caught:
        call(checker, make_submitted(author_name=author))
    assert (str(caught.value), caught.value.kind) == (f"Akismet answered with HTTP status {status}.", kind)
    assert least <= caught.value.retry_after <= most


def test_a_verdict_with_a_newline_is_unexpected(checker, make_submitted):
    with pytest.raises(SpamCheckUnavailable, match="unexpected"):
        checker.check(make_submitted(author_name="akismet-guaranteed-newline"))


@pytest.mark.parametrize("author", ["akismet-guaranteed-error", "akismet-guaranteed-error-spam"])
def test_an_error_beside_a_verdict_is_no_verdict_and_carries_its_alert(checker, make_submitted, author):
    with pytest.raises(SpamCheckUnavailable) as caught:
        checker.check(make_submitted(author_name=author))
    assert str(caught.value) == (
        "Akismet reports an error: suspended, 10402, Your subscription is suspended for non-payment."
    )
    assert caught.value.kind == "reported"
    assert caught.value.detail == {
        "server": "stand-in",
        "error": "suspended",
        "alert_code": "10402",
        "alert_msg": "Your subscription is suspended for non-payment.",
    }


def test_an_answer_of_invalid_is_a_matter_of_settings(checker, make_submitted, call):
    with pytest.raises(SpamCheckMisconfigured) as caught:
        call(checker, make_submitted(author_name="akismet-guaranteed-invalid"))
    assert str(caught.value) == "Akismet calls key, site or request invalid: Asked for by a trigger of the stand-in"
    assert caught.value.kind == "invalid"
    assert caught.value.detail["debug_help"] == "Asked for by a trigger of the stand-in"


def test_a_wrong_key_is_a_matter_of_settings(standin, make_submitted, call):
    wrong = AkismetChecker("deadbeef0000", SITE, api_url=standin.url)
    with pytest.raises(SpamCheckMisconfigured, match="another key"):
        call(wrong, make_submitted())
    assert standin.requests()[0].key == "wrong"


def test_a_late_answer_is_given_up_in_time(standin, make_submitted, call):
    hasty = AkismetChecker(standin.key, SITE, api_url=standin.url, timeout=0.2, connect_timeout=0.2)
    started = time.monotonic()
    with pytest.raises(SpamCheckUnavailable, match=r"^Akismet did not answer in time\.$") as caught:
        call(hasty, make_submitted(author_name="akismet-guaranteed-slow"))
    assert caught.value.kind == "timeout"
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
    with pytest.raises(SpamCheckUnavailable, match=r"^Akismet could not be asked \(ConnectError\)\.$") as caught:
        call(lonely, make_submitted())
    assert (caught.value.kind, caught.value.detail) == ("connection", {})


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


def test_what_breaks_inside_the_package_is_told_by_its_type_alone(checker, make_submitted, monkeypatch):
    def break_down(*_arguments, **_keywords):
        raise LookupError(checker._config.key)

    monkeypatch.setattr(akismet.SyncClient, "comment_check", break_down)
    with pytest.raises(SpamCheckUnavailable, match=r"^Akismet could not be asked \(LookupError\)\.$") as caught:
        checker.check(make_submitted())
    assert caught.value.kind == "other"
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    "error",
    [
        SpamCheckUnavailable("429.", retry_after=30.0, kind="throttled", detail={"alert_code": "10501"}),
        SpamCheckMisconfigured("Invalid.", kind="invalid", detail={"debug_help": "no key"}),
    ],
)
def test_an_error_survives_the_way_between_processes(error):
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
    assert isinstance(again, ModerationError)
