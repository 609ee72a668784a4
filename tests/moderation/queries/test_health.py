"""How screening fares, as operators and moderators are told."""

import datetime as dt

import pytest
from django.utils import timezone

from engagement.api import Comment, Visibility, change_visibility
from moderation.models import Circuit, Feedback, Finding
from moderation.queries.health import CheckerState, CircuitLine, screening_health
from moderation.services.screening import screen_comment
from tests.factories import HeldCommentFactory, PendingCommentFactory, PublishedCommentFactory
from tests.moderation.factories import DecisionFactory

pytestmark = pytest.mark.django_db


def screened(author="Ada"):
    comment = PendingCommentFactory(author_name=author)
    return screen_comment(comment_id=comment.pk)


def failed(kind, *, ago=0):
    at = timezone.now() - dt.timedelta(minutes=ago)
    comment = PendingCommentFactory()
    return Finding.objects.create(
        comment=comment, check_name="dummy", revision=1, verdict="error", failure=kind, at=at, detail={"error": "No."}
    )


def test_before_anything_was_asked_all_is_well():
    health = screening_health()
    assert (health.state, health.configured, health.check) == (CheckerState.NEVER_ASKED, True, "Dummy")
    assert (health.circuit, health.answered_at, health.duration_ms) == (None, None, None)
    assert (health.failed_at, health.failure, health.error, health.waiting, health.oldest_at) == (
        None,
        "",
        "",
        0,
        None,
    )
    assert (health.feedback_waiting, health.feedback_oldest_at, health.overdue, health.is_well) == (
        0,
        None,
        False,
        True,
    )


def test_the_last_answer_is_told():
    screened()
    finding = screened()
    health = screening_health()
    assert (health.check, health.answered_at, health.duration_ms) == ("Dummy", finding.at, finding.duration_ms)
    assert (health.state, health.is_well) == (CheckerState.WELL, True)


def test_what_our_own_checks_found_is_no_answer():
    comment = PendingCommentFactory()
    for verdict in ("clear", "notice"):
        Finding.objects.create(comment=comment, check_name="links", revision=1, verdict=verdict)
    assert (screening_health().state, screening_health().answered_at) == (CheckerState.NEVER_ASKED, None)


def test_after_a_failure_it_is_not_well_until_the_next_answer():
    finding = screened("unavailable")
    health = screening_health()
    assert (health.failed_at, health.state, health.is_well) == (finding.at, CheckerState.FAILING, False)
    assert health.error == "The dummy checker fails for authors called unavailable."
    screened()
    health = screening_health()
    assert (health.failed_at, health.state, health.is_well) == (finding.at, CheckerState.WELL, True)


def test_a_key_that_is_refused_is_for_an_operator():
    failed("invalid")
    health = screening_health()
    assert (health.state, health.failure, health.error) == (CheckerState.MISCONFIGURED, "invalid", "No.")


def test_a_failure_of_an_older_release_is_another_failure():
    failed("")
    assert screening_health().failure == "other"


def test_a_checker_that_cannot_be_built_is_misconfigured(settings):
    settings.MODERATION = {"SPAM_CHECKER": "moderation.spam.dummy.NoSuchChecker"}
    health = screening_health()
    assert (health.state, health.check) == (CheckerState.MISCONFIGURED, "Nosuchchecker")
    assert health.error.startswith('MODERATION["SPAM_CHECKER"] ')


@pytest.mark.parametrize(
    ("failure", "state"),
    [("timeout", CheckerState.PAUSED), ("invalid", CheckerState.MISCONFIGURED)],
)
def test_an_open_circuit_is_told_with_the_next_probe(failure, state):
    now = timezone.now()
    failed(failure)
    Circuit.objects.create(
        name="dummy",
        is_open=True,
        opened_at=now - dt.timedelta(minutes=3),
        probe_at=now + dt.timedelta(seconds=40),
        trips=2,
        failure=failure,
    )
    health = screening_health()
    assert (health.state, health.is_well) == (state, False)
    assert health.circuit == CircuitLine(
        is_open=True,
        opened_at=now - dt.timedelta(minutes=3),
        probe_at=now + dt.timedelta(seconds=40),
        is_probing=False,
        failures=0,
        trips=2,
    )


def test_a_circuit_that_opened_over_reports_alone_is_told_too():
    screened()
    now = timezone.now()
    Circuit.objects.update_or_create(
        name="dummy",
        defaults={"is_open": True, "opened_at": now, "probe_at": now, "probing_until": now + dt.timedelta(1)},
    )
    health = screening_health()
    assert (health.state, health.circuit.is_probing) == (CheckerState.PAUSED, True)


def test_who_waits_is_counted_and_the_oldest_named():
    oldest, _other = PendingCommentFactory(), PendingCommentFactory()
    HeldCommentFactory()
    parent = PublishedCommentFactory()
    passed = PendingCommentFactory(parent=parent)
    change_visibility(comment_id=parent.pk, to=Visibility.HELD)
    change_visibility(comment_id=passed.pk, to=Visibility.PUBLISHED)
    health = screening_health()
    assert (health.waiting, health.oldest_at, health.overdue, health.is_well) == (2, oldest.created_at, False, True)
    Comment.objects.filter(pk=oldest.pk).update(created_at=timezone.now() - dt.timedelta(minutes=11))
    health = screening_health()
    assert (health.overdue, health.is_well) == (True, False)


def test_feedback_not_yet_told_is_counted():
    decision = DecisionFactory(comment=HeldCommentFactory(), action="spam")
    health = screening_health()
    assert (health.feedback_waiting, health.feedback_oldest_at) == (
        1,
        Feedback.objects.get(decision=decision).created_at,
    )


def test_without_a_checker_it_is_not_well(settings):
    settings.MODERATION = {}
    health = screening_health()
    assert (health.state, health.configured, health.check, health.is_well) == (CheckerState.NONE, False, "", False)


def test_it_takes_five_queries(django_assert_num_queries):
    screened()
    with django_assert_num_queries(5):
        screening_health()
