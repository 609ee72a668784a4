import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from demo.akismet_standin.running import running_standin
from engagement.models import Comment
from moderation.api import screen_comment
from moderation.models import Alert, Circuit
from tests.factories import PendingCommentFactory
from tests.moderation.factories import DecisionFactory

pytestmark = pytest.mark.django_db
SITE = "https://gazette.example.org/"


def status(*arguments):
    """What is printed, and what is wrong."""
    out = StringIO()
    try:
        call_command("akismet", "status", *arguments, stdout=out)
    except CommandError as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


def told(*arguments):
    """The same as JSON; what is wrong is in it."""
    out, wrong = status("--json", *arguments)
    found = json.loads(out)
    assert bool(wrong) == bool(found["problems"])
    return found


def screen(author="Ada"):
    comment = PendingCommentFactory(author_name=author)
    return screen_comment(comment_id=comment.pk)


def use_akismet(settings, standin, **options):
    settings.MODERATION = {
        "SPAM_CHECKER": "moderation.spam.akismet.AkismetChecker",
        "SPAM_CHECKER_OPTIONS": {"key": standin.key, "site_url": SITE, "api_url": standin.url, **options},
    }


def line(out, name):
    """What stands behind a name."""
    return next(row.removeprefix(name).strip() for row in out.splitlines() if row.startswith(f"{name} "))


def test_all_is_well(standin):
    screen()
    out, wrong = status()
    assert wrong == ""
    assert line(out, "spam checker") == "akismet"
    assert line(out, "key") == "valid"
    assert line(out, "usage") == "1 of 350,000 checks this month (0.00 %); not throttled"
    assert (
        line(out, "this site")
        == "1 checks this month: 1 not spam, 0 spam; reported: 0 missed, 0 taken for spam wrongly"
    )
    assert line(out, "circuit") == "closed"
    assert line(out, "last success").startswith("0 minutes ago, 20")
    assert line(out, "last failure") == "none yet"
    assert line(out, "backlog") == "0 not yet checked"
    assert line(out, "reports") == "0 not yet sent"
    assert line(out, "alerts") == "none"
    assert "WRONG" not in out


def test_the_same_is_told_as_json(standin):
    screen()
    found = told()
    assert found["last_success"].endswith("+00:00")
    assert {name: found[name] for name in ("checker", "asked", "key_valid", "error", "state", "problems")} == {
        "checker": "akismet",
        "asked": True,
        "key_valid": True,
        "error": "",
        "state": "well",
        "problems": [],
    }
    assert found["usage"] == {"limit": 350_000, "used": 1, "percentage": 0.0, "throttled": False}
    assert found["backlog"] == {"count": 0, "oldest": None}


def test_a_key_that_the_service_does_not_know_is_wrong(settings, standin):
    use_akismet(settings, standin, key="deadbeef0000")
    out, wrong = status()
    assert line(out, "key") == "INVALID: the service does not know this key and site"
    assert wrong == "the service does not know this key and site."
    found = told()
    assert (found["key_valid"], found["usage"], found["problems"]) == (False, None, ["key_invalid"])


def test_a_service_that_does_not_answer_is_wrong_and_asked_once(standin):
    standin.set_mode("down")
    out, wrong = status()
    assert line(out, "key") == "not known: Akismet answered with HTTP status 503."
    assert wrong == "the service did not answer."
    assert len(standin.requests()) == 1


def test_a_key_over_its_limit_is_wrong(settings):
    with running_standin(limit=1) as standin:
        use_akismet(settings, standin)
        screen()
        assert told()["problems"] == ["over_limit"]
        screen()
        out, wrong = status()
    assert line(out, "usage") == "2 of 1 checks this month (200.00 %); THROTTLED"
    assert wrong == "the service refuses checks, for there were too many this month."


def test_a_key_without_a_limit_is_well(settings):
    with running_standin(limit=None) as standin:
        use_akismet(settings, standin)
        out, wrong = status()
    assert line(out, "usage") == "0 checks this month, without a limit; not throttled"
    assert line(out, "this site") == "nothing counted this month"
    assert wrong == ""


def test_an_alert_is_told_with_what_it_means_and_its_page(standin):
    screen("akismet-guaranteed-alert")
    out, wrong = status()
    assert line(out, "alert").startswith("10501, 0 minutes ago, 20")
    assert line(out, "alert").endswith(": You are over your plan's limit for the first month.")
    assert "More checks were made this month than the plan allows, for the first time." in out
    assert "https://akismet.com/developers/detailed-docs/errors/akismet-error-10501" in out
    assert wrong == "the service says something about the account."
    (alert,) = told()["alerts"]
    assert (alert["code"], alert["meaning"][:20]) == ("10501", "More checks were mad")


def test_an_alert_that_answers_no_longer_bear_is_over(standin):
    screen("akismet-guaranteed-alert")
    Alert.objects.update(latest_at=timezone.now() - dt.timedelta(hours=2))
    screen()
    assert told()["alerts"] == []
    assert told()["problems"] == []


def test_an_alert_stays_where_nothing_was_asked_since(standin):
    Alert.objects.create(checker="akismet", code="10402", latest_at=timezone.now() - dt.timedelta(days=9))
    Alert.objects.create(checker="dummy", code="10501")
    assert [alert["code"] for alert in told()["alerts"]] == ["10402"]


def test_an_error_that_the_service_reports_is_told_with_its_alert(standin):
    screen("akismet-guaranteed-error")
    found = told()
    assert found["problems"] == ["alert", "failing"]
    assert found["failure"] == "reported"
    assert [alert["code"] for alert in found["alerts"]] == ["10402"]


def test_an_open_circuit_is_wrong(standin):
    screen("akismet-guaranteed-429")
    out, wrong = status()
    assert line(out, "circuit").startswith("OPEN since 20")
    assert "; probes failed: 0; next probe 20" in line(out, "circuit")
    assert line(out, "last failure").endswith("; too many requests: Akismet answered with HTTP status 429.")
    assert "the service failed so often that it is asked by one probe at a time" in wrong
    assert told()["circuit"]["is_open"] is True
    Circuit.objects.update(probing_until=timezone.now() + dt.timedelta(minutes=1))
    assert line(status()[0], "circuit").endswith("; being probed")


def test_a_backlog_is_told_with_its_oldest_and_is_wrong_past_its_grace(standin):
    comment = PendingCommentFactory()
    out, wrong = status()
    assert line(out, "backlog").startswith("1 not yet checked, the oldest 0 minutes ago, 20")
    assert wrong == ""
    Comment.objects.filter(pk=comment.pk).update(created_at=timezone.now() - dt.timedelta(hours=3))
    out, wrong = status()
    assert "the oldest 3 hours ago" in out
    assert wrong == "comments wait for their check longer than they should."
    assert told()["backlog"]["count"] == 1


def test_reports_not_yet_sent_are_counted(standin):
    DecisionFactory(action="spam")
    assert line(status()[0], "reports").startswith("1 not yet sent, the oldest 0 minutes ago")


def test_offline_the_service_is_not_asked(standin):
    screen()
    standin.clear()
    out, wrong = status("--offline")
    assert (line(out, "key"), line(out, "usage"), line(out, "this site"), wrong) == (
        "not asked",
        "not known",
        "not known",
        "",
    )
    assert told("--offline")["asked"] is False
    assert standin.requests() == []


def test_without_a_checker_that_is_what_is_wrong(settings):
    settings.MODERATION = {}
    out, wrong = status()
    assert line(out, "spam checker") == "none is set"
    assert wrong == "no spam checker is set: every comment waits for a moderator."
    assert told()["problems"] == ["no_checker"]


@pytest.mark.parametrize(
    ("checker", "options"),
    [
        ("nowhere.Checker", {}),
        ("moderation.spam.akismet.AkismetChecker", {}),
        ("moderation.spam.akismet.AkismetChecker", {"key": "", "site_url": SITE}),
    ],
)
def test_a_checker_that_cannot_work_is_wrong(settings, checker, options):
    settings.MODERATION = {"SPAM_CHECKER": checker, "SPAM_CHECKER_OPTIONS": options}
    _out, wrong = status()
    assert wrong == "the spam checker cannot work with its settings."
    assert told()["problems"] == ["misconfigured"]


def test_another_checker_tells_what_it_knows():
    out, wrong = status()
    assert (line(out, "spam checker"), line(out, "key"), line(out, "usage"), wrong) == (
        "dummy",
        "valid",
        "not known",
        "",
    )


def test_nothing_is_written():
    with_nothing = list(Alert.objects.values()), list(Circuit.objects.values())
    status()
    assert (list(Alert.objects.values()), list(Circuit.objects.values())) == with_nothing
